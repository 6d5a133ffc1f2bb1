# What the JVM gets, in a checkout and in the image alike: sourced by ./basalt and by the launchers of the image (POSIX sh).
# shellcheck shell=sh disable=SC2034 # who sources this uses them

# Every command; a start cache is valid only for the options that it was recorded with.
jvm_common='-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'

# It is over before the second compiler pays, and logs nothing.
jvm_jobctl='-XX:TieredStopAtLevel=1 -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider -Dslf4j.internal.verbosity=WARN'

# Sets jvm_command: what the command $1 of basalt gets besides.
jvm_options_of() {
  case "$1" in
  controllers | exporter | watchdog | all-in-one)
    # Much I/O and little arithmetic: compiling twice costs CPU that the API server needs just then.
    jvm_command='-XX:TieredStopAtLevel=1'
    ;;
  scheduler)
    # Bindings wait while the JVM collects: little is left to copy in a small young generation, and no code needs
    # to be collected in the cache that both compilers would have.
    jvm_command='-XX:TieredStopAtLevel=1 -Xmn48m -XX:ReservedCodeCacheSize=240m'
    ;;
  *) jvm_command='' ;;
  esac
}
