#!/bin/bash
# Makes a client's properties of the secrets that Strimzi keeps for its user and its cluster. The file lies in memory.
set -euo pipefail
umask 077
{
  echo security.protocol=SASL_SSL
  echo sasl.mechanism=SCRAM-SHA-512
  echo "sasl.jaas.config=$(</secrets/user/sasl.jaas.config)"
  echo ssl.truststore.type=PEM
  echo ssl.truststore.location=/secrets/cluster/ca.crt
} >/run/kafka/client.properties
