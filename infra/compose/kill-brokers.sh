#!/usr/bin/env bash
# Reports through the door of a running `infra/kizuna compose`, twice a second, while each of its three brokers is killed in
# turn and comes back. Ends with 1 if a report was lost or counted twice, or if one was refused for more than 10 s.
#
#   infra/compose/kill-brokers.sh [SECONDS-FOR-EACH-BROKER]
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/reports.sh"
each=${1:-40}

kill_each() {
  local broker
  for broker in kafka-1 kafka-2 kafka-3; do
    sleep $((each / 4))
    echo "$(date +%T) $broker is killed"
    docker kill "$(container_of "$broker")" >/dev/null
    sleep $((each / 2))
    docker start "$(container_of "$broker")" >/dev/null
    echo "$(date +%T) $broker is started again"
    sleep $((each / 4))
  done
}
report_during kill_each
