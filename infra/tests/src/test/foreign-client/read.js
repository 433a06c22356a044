// Reads our topics with a Kafka client and a registry client that know nothing of Kizuna:
//   node read.js CLIENT.properties TOPIC=RECORDS [TOPIC=RECORDS ...]
// The file is accounts/reader.properties of the data folder: addresses and credentials, as Kafka's own tools take them.
// Prints one JSON line for each record, and ends when it has read as many as asked for.
const fs = require('node:fs');
const { Kafka, logLevel } = require('kafkajs');
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry');

function properties(file) {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter((l) => l.includes('=') && !l.startsWith('#'));
  return Object.fromEntries(lines.map((l) => [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1)]));
}

async function main([file, ...wanted]) {
  const account = properties(file);
  const [, username, password] = account['sasl.jaas.config'].match(/username="(.*)" password="(.*)"/);
  const [registryUser, registryPassword] = account['basic.auth.user.info'].split(':');
  const left = new Map(wanted.map((w) => [w.split('=')[0], Number(w.split('=')[1])]));
  const registry = new SchemaRegistry({
    host: account['schema.registry.url'],
    auth: { username: registryUser, password: registryPassword },
  });
  const kafka = new Kafka({
    clientId: 'foreign',
    brokers: account['bootstrap.servers'].split(','),
    sasl: { mechanism: account['sasl.mechanism'].toLowerCase(), username, password },
    logLevel: logLevel.ERROR,
  });
  const consumer = kafka.consumer({ groupId: 'reader.foreign-client', readUncommitted: false });
  await consumer.connect();
  await consumer.subscribe({ topics: [...left.keys()], fromBeginning: true });
  await new Promise((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ topic, message }) => {
          try {
            const value = await registry.decode(message.value);
            console.log(JSON.stringify({ topic, key: message.key.toString(), value }));
            left.set(topic, left.get(topic) - 1);
            if ([...left.values()].every((n) => n <= 0)) resolve();
          } catch (failure) {
            reject(failure);
          }
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (failure) => {
    console.error(failure);
    process.exit(1);
  },
);
