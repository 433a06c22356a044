#!/usr/bin/env bash
# Replaces parts of a running `infra/kizuna compose` by containers of the newest images, one after the other, while a desk reports
# through the door twice a second. Ends with 1 if a report was lost or counted twice, or if one was refused for more than 10 s.
#
#   infra/kizuna images                        # of the new release
#   infra/compose/replace-parts.sh [SERVICE…]  # producers-1 producers-2 door
#   infra/compose/replace-parts.sh decider-1 decider-2 producers-1 producers-2 door  # an upgrade: infra/OPERATIONS.md
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/reports.sh"
(($# > 0)) || set -- producers-1 producers-2 door
services=("$@")
export SECRETS=$root/data/compose/secrets

replace_each() {
  local service waited
  sleep 5
  for service in "${services[@]}"; do
    echo "$(date +%T) $service is replaced"
    docker-compose --project-name kizuna --file "$root/infra/compose/docker-compose.yml" \
      up --detach --no-deps --force-recreate "$service" >/dev/null 2>&1
    for ((waited = 0; ; waited++)); do
      [[ $(docker inspect --format '{{.State.Health.Status}}' "$(container_of "$service")") != healthy ]] || break
      ((waited < 300)) || { echo "expected $service to be healthy within 300 s, but it is not"; return 1; }
      sleep 1
    done
    echo "$(date +%T) $service serves again"
    sleep 5
  done
}
report_during replace_each
