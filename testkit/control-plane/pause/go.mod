module basalt.dev/control-plane/pause

go 1.26.0
