# shellcheck shell=bash
# Docker for infra/kizuna: the engine that answers, else one of our own, and the images that run on it. Sourced; it uses
# $root, say and refuse of the script that sources it.

# Images and layers survive a clean build here; whoever deletes the folder has them made anew.
container_cache=${KIZUNA_CONTAINERS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/kizuna/containers}
images=$root/infra/images
engine_pid=
# Why there is no engine, or no image: one sentence.
trouble=

engine_answers() { command -v docker >/dev/null && docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# The engine that another run has started, for as long as it runs.
use_own_engine() {
  DOCKER_HOST=unix://$container_cache/run/docker.sock engine_answers || return 1
  export DOCKER_HOST=unix://$container_cache/run/docker.sock
}

# Uses the engine that answers, else starts one on a socket and a data folder of its own; the caller stops it by stop_engine.
start_engine() {
  engine_answers && return 0
  if [[ $OSTYPE != linux* || $EUID -ne 0 ]]; then
    trouble="expected a Docker engine, but none answers, and only root on Linux can start one"
    return 1
  fi
  install_missing dockerd docker.io || return 1
  # The package itself may have started one.
  engine_answers && return 0
  mkdir -p "$container_cache/run"
  local stale
  exec 8>"$container_cache/lock"
  if ! flock -w 300 8; then
    trouble="expected to be the only one that uses $container_cache, but another run has held it for 300 s"
    return 1
  fi
  for stale in "$container_cache"/debian.*; do
    [[ -d $stale ]] || continue
    umount "$stale" 2>/dev/null || true
    rm -rf "$stale"
  done
  export DOCKER_HOST=unix://$container_cache/run/docker.sock
  # No rule of the machine's firewall is touched: containers reach each other, and their ports are published on loopback.
  dockerd --host "$DOCKER_HOST" --data-root "$container_cache/engine" --exec-root "$container_cache/run/exec" \
    --pidfile "$container_cache/run/docker.pid" --storage-driver overlay2 --exec-opt native.cgroupdriver=cgroupfs \
    --iptables=false --ip6tables=false --ip-masq=false --ip-forward=false --ip 127.0.0.1 --userland-proxy=true \
    --bip 10.213.0.1/24 --default-address-pool base=10.214.0.0/16,size=24 >"$container_cache/dockerd.log" 2>&1 8>&- &
  engine_pid=$!
  local waited
  for ((waited = 0; waited < 150; waited++)); do
    engine_answers && return 0
    kill -0 "$engine_pid" 2>/dev/null || break
    sleep 0.2
  done
  trouble="expected dockerd to answer, but it did not; its log is $container_cache/dockerd.log"
  stop_engine
  return 1
}

# Only the engine that start_engine started.
stop_engine() {
  [[ -n $engine_pid ]] || return 0
  kill "$engine_pid" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
  engine_pid=
}

# install_missing COMMAND PACKAGE
install_missing() {
  command -v "$1" >/dev/null && return 0
  local log=$root/infra/target/apt-$2.log
  if ! command -v apt-get >/dev/null || ! { apt-get -q update || true; install_package "$2"; } >"$log" 2>&1 </dev/null; then
    trouble="expected $2, but it could not be installed; the log is $log"
    return 1
  fi
}

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# The smallest Debian, of the packages that this machine has its own from. KIZUNA_DEBIAN_IMAGE names one that can be pulled instead.
debian=${KIZUNA_DEBIAN_IMAGE:-kizuna/debian}
make_debian() {
  has_image "$debian" && return 0
  if [[ -n ${KIZUNA_DEBIAN_IMAGE:-} ]]; then
    docker pull "$debian" && return 0
    trouble="expected image $debian (KIZUNA_DEBIAN_IMAGE), but it cannot be pulled"
    return 1
  fi
  if [[ $EUID -ne 0 ]]; then
    trouble="expected image $debian, but only root can make it; run as root once, or name an image of Debian in KIZUNA_DEBIAN_IMAGE"
    return 1
  fi
  install_missing debootstrap debootstrap || return 1
  local tree suite mirror made=
  suite=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-stable}")
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $suite" 'Component: main' | head -n 1)
  tree=$(mktemp -d "$container_cache/debian.XXXXXX")
  # In memory: the package manager writes everything to disk at once, thousands of times.
  mount -t tmpfs -o size=1g,mode=755 kizuna "$tree" || true
  if debootstrap --variant=minbase "$suite" "$tree" ${mirror:+"$mirror"} \
    && echo force-unsafe-io >"$tree/etc/dpkg/dpkg.cfg.d/container" \
    && printf 'path-exclude=/usr/share/%s/*\n' doc man locale >>"$tree/etc/dpkg/dpkg.cfg.d/container" \
    && rm -rf "${tree:?}"/usr/share/{doc,man,locale}/* "${tree:?}"/var/lib/apt/lists/* "${tree:?}"/var/cache/apt/archives/*.deb; then
    tar -C "$tree" -c . | docker import --change 'ENV LANG=C.UTF-8' - "$debian" >/dev/null && made=1
  fi
  umount "$tree" || true
  rm -rf "$tree"
  [[ -n $made ]] && return 0
  trouble="expected debootstrap to make $debian of $suite, but it failed"
  return 1
}

# What every Java image stands on. KIZUNA_JAVA_IMAGE names another one with Java 17 or newer and bash.
java_image=${KIZUNA_JAVA_IMAGE:-kizuna/java}
make_java() {
  has_image "$java_image" && return 0
  if [[ -n ${KIZUNA_JAVA_IMAGE:-} ]]; then
    docker pull "$java_image" && return 0
    trouble="expected image $java_image (KIZUNA_JAVA_IMAGE), but it cannot be pulled"
    return 1
  fi
  make_debian && make_image "$java_image" "$images/java" "$debian"
}

# make_image NAME FOLDER BASE ARGUMENT… : a Dockerfile's image. The old builder needs no plug-in. Only this step reaches out, over the
# machine's own network: another one would make every browser that loads a page beside it give up (ERR_NETWORK_CHANGED).
make_image() {
  local name=$1 folder=$2 base=$3
  shift 3
  DOCKER_BUILDKIT=0 docker build --network host --build-arg BASE="$base" --tag "$name" "$@" "$folder" && return 0
  trouble="expected Docker to build $name of $folder, but it failed"
  return 1
}

# The class path of a module is written when it is built, which may be under way.
await_built() {
  local waited
  for ((waited = 0; waited < 900; waited++)); do
    [[ -f $root/infra/launcher/target/runtime.classpath ]] && return 0
    sleep 1
  done
  trouble="expected the project to be built within 15 minutes, but it is not"
  return 1
}

# The brokers' image under the name that Testcontainers starts, of the jars that the build has already.
kafka_image=apache/kafka:4.3.1
make_kafka() {
  has_image "$kafka_image" && return 0
  make_java && await_built || return 1
  local context=$root/infra/target/images/kafka
  rm -rf "$context"
  mkdir -p "$context/libs" "$context/data"
  cp -R "$images/kafka/." "$context"
  # The launcher's own are left out: a broker needs none of them, and they would change the image with each build.
  tr ':' '\n' <"$root/infra/launcher/target/runtime.classpath" \
    | grep -E '/(kafka[^/]*|scala[^/]*|jackson[^/]*|slf4j[^/]*|logback[^/]*|log4j-[^/]*|HdrHistogram[^/]*|lz4[^/]*|zstd[^/]*|snappy[^/]*|caffeine[^/]*|jose4j[^/]*|jopt[^/]*|metrics-core[^/]*|pcollections[^/]*|argparse4j[^/]*|re2j[^/]*|hash4j[^/]*|commons-[^/]*|rocksdb[^/]*|jspecify[^/]*|opentelemetry[^/]*|protobuf[^/]*|paranamer[^/]*)\.jar$' \
    | while read -r jar; do cp "$jar" "$context/libs"; done
  make_image "$kafka_image" "$context" "$java_image"
}

# make_part NAME CLASSPATH MAIN HEALTH [OPTIONS]: a part's image of a class path. Jars of others are a layer of their own, for they
# change seldom.
make_part() {
  local name=$1 classpath=$2 main=$3 health=$4 options=${5:-} context=$root/infra/target/images/$1 jar file folder all=
  rm -rf "$context"
  mkdir -p "$context/libs" "$context/app" "$context/data"
  cp "$images/part/"* "$context"
  while read -r jar; do
    file=${jar##*/}
    folder=libs
    [[ $jar != "$root"/*/target/kizuna-* ]] || folder=app
    # The time of a file is part of its layer.
    cp -p "$jar" "$context/$folder/$file"
    # The registry's jar names those beside it.
    [[ ! -d ${jar%/*}/lib ]] || cp -pR "${jar%/*}/lib" "$context/$folder/lib"
    all+=:/opt/kizuna/$folder/$file
  done < <(tr ':' '\n' <<<"$classpath")
  printf '%s\n' "${all#:}" >"$context/app/classpath"
  make_image "kizuna/$name" "$context" "$java_image" --build-arg MAIN="$main" --build-arg HEALTH="$health" --build-arg OPTIONS="$options"
}

# The images of all parts, of the build that is there.
make_parts() {
  make_java || return 1
  local module registry
  classpath_of() {
    local jars=("$root/$1"/target/kizuna-*[0-9].jar)
    printf '%s:%s' "${jars[0]}" "$(<"$root/$1/target/runtime.classpath")"
  }
  registry=$(printf '%s:' "$root"/infra/launcher/target/apicurio/*-runner.jar)
  make_part streams "$(classpath_of streams)" kizuna.streams.StreamsApplication /actuator/health/readiness \
    && make_part producers "$(classpath_of producers)" kizuna.producers.ProducersApplication /actuator/health/readiness \
    && make_part door "$(classpath_of infra/door)" kizuna.infra.door.GatewayApplication /api/me \
    && make_part tools "$(classpath_of infra/launcher)" kizuna.infra.Kizuna /none \
    && make_part registry "${registry%:}" io.quarkus.runner.GeneratedMain /apis/ccompat/v7/subjects \
      "-Dquarkus.http.host=0.0.0.0 -Dquarkus.http.port=8080 -Dquarkus.datasource.jdbc.url=jdbc:h2:file:/data/registry;WRITE_DELAY=0"
}

prometheus_image=kizuna/prometheus
make_prometheus() { has_image "$prometheus_image" || { make_debian && make_image "$prometheus_image" "$images/prometheus" "$debian"; }; }

postgres_image=postgres:15
make_postgres() { has_image "$postgres_image" || { make_debian && make_image "$postgres_image" "$images/postgres" "$debian"; }; }

# What the tests in containers need. Writes how it ended into a file, for which they wait.
make_test_images() {
  local status=$1 log=$2
  if make_postgres && make_kafka; then
    echo ready >"$status.new"
  else
    echo "$trouble; the log is $log" >"$status.new"
  fi >"$log" 2>&1 </dev/null
  mv "$status.new" "$status"
}
