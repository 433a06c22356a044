#!/usr/bin/env bash
# Reports through the door of a running `infra/kizuna compose`, twice a second, while each of its three brokers is killed in
# turn and comes back. Ends with 1 if a report was lost or counted twice, or if one was answered 503 for more than 10 s.
#
#   infra/compose/kill-brokers.sh [SECONDS-FOR-EACH-BROKER]
set -euo pipefail

root=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
. "$root/infra/images/containers.sh"
engine_answers || use_own_engine || { echo "expected infra/kizuna compose to run, but no engine answers" >&2; exit 2; }
container_of() { docker ps --all --quiet --filter label=com.docker.compose.project=kizuna --filter "label=com.docker.compose.service=$1"; }
door=${KIZUNA_URL:-http://localhost:8080}
each=${1:-40}
limit_ms=10000
work=$(mktemp -d)
killer=
trap 'if [[ -n $killer ]]; then kill "$killer" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

now_ms() { date +%s%3N; }
field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$2" | head -n 1; }

operator=$(docker exec "$(container_of door)" cat /data/identity/operator.json)
token=$(curl -fsS -u "$(field clientId "$operator"):$(field clientSecret "$operator")" -d grant_type=client_credentials "$door/idp/oauth2/token")
authorization="Authorization: Bearer $(field access_token "$token")"
offers() { field total "$(curl -fsS -H "$authorization" "$door/api/offers?lender=131041&limit=1")"; }

first=$(date -d '+1 day' +%F)
last=$(date -d '+8 days' +%F)
run=k$(date +%s)
before=$(offers)

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
  touch "$work/done"
}
kill_each &
killer=$!

# A report is sent again under its key until it is taken.
reports=0 refused=0 longest=0 longest_refused=0
while kill -0 "$killer" 2>/dev/null; do
  reports=$((reports + 1))
  id=$run-$reports
  began=$(now_ms) refused_at=
  while :; do
    answer=$(curl -s -m 20 -o "$work/body" -w '%{http_code} %header{location}' -X POST "$door/api/offers" \
      -H "$authorization" -H 'Content-Type: application/json' -H "Idempotency-Key: \"$id\"" \
      -d "{\"offerId\":\"$id\",\"lender\":\"131041\",\"taskTypes\":[\"SCHOOL_SUPPORT\"],\"headCount\":1,\"firstDay\":\"$first\",\"lastDay\":\"$last\",\"reporter\":{\"role\":\"WARD\",\"body\":\"131041\"}}") || true
    case ${answer%% *} in
      202) break ;;
      000 | 503 | 502 | 504) refused=$((refused + 1)) refused_at=${refused_at:-$(now_ms)} ;;
      *) echo "expected 202 or 503 for $id, but $answer: $(<"$work/body")"; exit 1 ;;
    esac
    sleep 0.2
  done
  took=$(($(now_ms) - began))
  if ((took > longest)); then longest=$took; fi
  if [[ -n $refused_at ]] && (($(now_ms) - refused_at > longest_refused)); then longest_refused=$(($(now_ms) - refused_at)); fi
  printf '%s\n' "${answer#* }" >>"$work/decisions"
  sleep 0.5
done
wait "$killer"
killer=
[[ -e $work/done ]]

lost=0
while read -r decision; do
  outcome=$(field outcome "$(curl -s -m 60 -H "$authorization" "$door$decision?wait=30")")
  if [[ $outcome != ACCEPTED ]]; then
    echo "expected $decision to be accepted, but it is '$outcome'"
    lost=$((lost + 1))
  fi
done <"$work/decisions"
after=$(offers)
echo "$reports reports, $refused answers of 503 or none, for $longest_refused ms at most; the longest wait until one was taken: $longest ms; lost: $lost; offers on the ledger: $((after - before)) more"
((lost == 0 && after - before == reports && longest_refused <= limit_ms))
