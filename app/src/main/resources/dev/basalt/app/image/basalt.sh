#!/bin/sh
# Starts Basalt in its image.
. /opt/basalt/bin/jvm-options.sh
jvm_options_of "${1:-}"
# shellcheck disable=SC2086 # separate words
exec /opt/basalt/runtime/bin/java @/opt/basalt/jvm.arguments -XX:AOTCache=/opt/basalt/start.aot \
  -Xlog:aot=off -Xlog:cds=off $jvm_command ${BASALT_JAVA_OPTIONS:-} dev.basalt.app.Main "$@"
