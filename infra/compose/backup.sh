#!/usr/bin/env bash
# Copies what cannot be made again of a running `infra/kizuna compose` into a new folder: the brokers' disks, the registry, the door's
# keys, all of one moment: nothing runs while they are copied. It holds secrets. Deciders and PostgreSQL are made again from it.
#
#   infra/compose/backup.sh FOLDER
#   infra/compose/backup.sh --restore FOLDER          # where nothing of it runs; then: infra/kizuna compose
#   infra/compose/backup.sh --restore --over FOLDER   # the same, over the disks that are there
set -euo pipefail
root=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
. "$root/infra/images/containers.sh"
restore= over=
if [[ ${1:-} == --restore ]]; then restore=1 && shift; fi
if [[ -n $restore && ${1:-} == --over ]]; then over=1 && shift; fi
(($# == 1)) && [[ $1 != -* ]] || { echo "expected: infra/compose/backup.sh [--restore [--over]] FOLDER" >&2; exit 2; }
say() { printf '%s\n' "$*" >&2; }
kept=(kafka-1 kafka-2 kafka-3 registry door)
made_again=(decider-1 decider-2 postgres)
in_project=(--filter label=com.docker.compose.project=kizuna)

# The files keep owners and rights, and their holes: an index of a broker is 10 MB long and nearly empty. No network is made.
copy_out() { docker run --rm --network none --user 0 --volume "kizuna_$1:/from:ro" --entrypoint tar "$java_image" -C /from --sparse -c .; }
copy_in() { docker run --rm --interactive --network none --user 0 --volume "kizuna_$1:/to" --entrypoint tar "$java_image" -C /to -x; }

if [[ -n $restore ]]; then
  folder=$(readlink -f "$1")
  (cd "$folder" && sha256sum --quiet -c SHA256SUMS)
  trap stop_engine EXIT
  start_engine || { echo "$trouble" >&2; exit 2; }
  [[ -z $(docker ps --quiet "${in_project[@]}") ]] || { echo "expected nothing of Kizuna to run: infra/kizuna compose down" >&2; exit 2; }
  if [[ -z $over && -n $(docker volume ls --quiet --filter name=kizuna_kafka) ]]; then
    echo "expected no disks of brokers here, but there are, and they may be newer than the backup: --restore --over FOLDER deletes them" >&2
    exit 2
  fi
  docker ps --all --quiet "${in_project[@]}" | xargs --no-run-if-empty docker rm >/dev/null
  for volume in "${kept[@]}" "${made_again[@]}"; do docker volume rm --force "kizuna_$volume" >/dev/null; done
  for volume in "${kept[@]}"; do
    docker volume create --label com.docker.compose.project=kizuna --label "com.docker.compose.volume=$volume" "kizuna_$volume" >/dev/null
    copy_in "$volume" <"$folder/$volume.tar"
  done
  say "restored; now: infra/kizuna compose, then infra/kizuna compose run provision verify"
  exit
fi

engine_answers || use_own_engine || { echo "expected infra/kizuna compose to run, but no engine answers" >&2; exit 2; }
(umask 077 && mkdir "$1")
folder=$(readlink -f "$1")
mapfile -t running < <(docker ps --quiet "${in_project[@]}" --filter status=running)
((${#running[@]} > 0)) || { echo "expected a running infra/kizuna compose, but nothing runs" >&2; exit 2; }
began=$(date +%s%3N)
trap 'docker unpause "${running[@]}" >/dev/null 2>&1 || true' EXIT
docker pause "${running[@]}" >/dev/null
for volume in "${kept[@]}"; do (umask 077 && copy_out "$volume" >"$folder/$volume.tar"); done
docker unpause "${running[@]}" >/dev/null
trap - EXIT
say "everything stood still for $(($(date +%s%3N) - began)) ms"
(cd "$folder" && sha256sum -- *.tar >SHA256SUMS)
