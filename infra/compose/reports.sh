# shellcheck shell=bash
# Sourced by what breaks or replaces parts of a running `infra/kizuna compose`: reports through its door while that happens.
root=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
. "$root/infra/images/containers.sh"
engine_answers || use_own_engine || { echo "expected infra/kizuna compose to run, but no engine answers" >&2; exit 2; }
container_of() { docker ps --all --quiet --filter label=com.docker.compose.project=kizuna --filter "label=com.docker.compose.service=$1"; }
door=${KIZUNA_URL:-http://localhost:8080}
# A desk may be told for so long that a report cannot be taken.
limit_ms=10000

now_ms() { date +%s%3N; }
field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$2" | head -n 1; }
offers() { field total "$(curl -fsS -H "$authorization" "$door/api/offers?lender=131041&limit=1")"; }

# report_during FUNCTION: reports twice a second, one at a time, while it runs. Returns 1 if a report was lost or counted twice, or
# if one was refused for more than 10 s.
report_during() {
  local work before first last run breaking reports=0 slow=0 refused=0 longest=0 longest_refused=0
  local id began refused_at answer took decision outcome lost=0 after
  work=$(mktemp -d)
  local operator
  operator=$(docker exec "$(container_of door)" cat /data/identity/operator.json)
  authorization="Authorization: Bearer $(field access_token "$(curl -fsS -u "$(field clientId "$operator"):$(field clientSecret "$operator")" \
    -d grant_type=client_credentials "$door/idp/oauth2/token")")"
  first=$(date -d '+1 day' +%F)
  last=$(date -d '+8 days' +%F)
  run=k$(date +%s)
  before=$(offers)
  ("$1" && touch "$work/done") &
  breaking=$!
  # shellcheck disable=SC2064 # As they are now.
  trap "kill $breaking 2>/dev/null || true; rm -rf '$work'" EXIT

  while kill -0 "$breaking" 2>/dev/null; do
    reports=$((reports + 1))
    id=$run-$reports
    began=$(now_ms) refused_at=
    # It is sent again under its key until it is taken.
    while :; do
      answer=$(curl -s -m 20 -o "$work/body" -w '%{http_code} %header{location}' -X POST "$door/api/offers" \
        -H "$authorization" -H 'Content-Type: application/json' -H "Idempotency-Key: \"$id\"" \
        -d "{\"offerId\":\"$id\",\"lender\":\"131041\",\"taskTypes\":[\"SCHOOL_SUPPORT\"],\"headCount\":1,\"firstDay\":\"$first\",\"lastDay\":\"$last\",\"reporter\":{\"role\":\"WARD\",\"body\":\"131041\"}}") || true
      case ${answer%% *} in
        202) break ;;
        000 | 503 | 502 | 504) refused=$((refused + 1)) refused_at=${refused_at:-$(now_ms)} ;;
        *) echo "expected 202 or 503 for $id, but $answer: $(<"$work/body")" && return 1 ;;
      esac
      sleep 0.2
    done
    took=$(($(now_ms) - began))
    if ((took > 1000)); then slow=$((slow + 1)); fi
    if ((took > longest)); then longest=$took; fi
    if [[ -n $refused_at ]] && (($(now_ms) - refused_at > longest_refused)); then longest_refused=$(($(now_ms) - refused_at)); fi
    printf '%s\n' "${answer#* }" >>"$work/decisions"
    sleep 0.5
  done
  [[ -e $work/done ]] || { echo "expected $1 to end well, but it failed"; return 1; }

  while read -r decision; do
    outcome=$(field outcome "$(curl -s -m 60 -H "$authorization" "$door$decision?wait=30")")
    if [[ $outcome != ACCEPTED ]]; then
      echo "expected $decision to be accepted, but it is '$outcome'"
      lost=$((lost + 1))
    fi
  done <"$work/decisions"
  after=$(offers)
  echo "$reports reports, $refused answers of 503 or none, for $longest_refused ms at most; $slow taken after more than 1 s, the slowest after $longest ms; lost: $lost; offers on the ledger: $((after - before)) more"
  ((lost == 0 && after - before == reports && longest_refused <= limit_ms))
}
