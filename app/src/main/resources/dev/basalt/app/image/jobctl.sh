#!/bin/sh
# Starts jobctl in the image of Basalt.
. /opt/basalt/bin/jvm-options.sh
# The JVM can only tell of both streams together whether they are a terminal.
JOBCTL_TERMINAL="$([ -t 1 ] && printf out),$([ -t 2 ] && printf err)" || true
export JOBCTL_TERMINAL
# shellcheck disable=SC2086 # separate words
exec /opt/basalt/runtime/bin/java @/opt/basalt/jvm.arguments -XX:AOTCache=/opt/basalt/jobctl.aot \
  -Xlog:aot=off -Xlog:cds=off $jvm_jobctl ${BASALT_JAVA_OPTIONS:-} dev.basalt.jobctl.Main "$@"
