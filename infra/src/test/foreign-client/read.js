// Reads our topics with a Kafka client and a registry client that know nothing of Kizuna:
//   node read.js BROKER REGISTRY TOPIC=RECORDS [TOPIC=RECORDS ...]
// Prints one JSON line for each record, and ends when it has read as many as asked for.
const { Kafka, logLevel } = require('kafkajs');
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry');

async function main([broker, registryUrl, ...wanted]) {
  const left = new Map(wanted.map((w) => [w.split('=')[0], Number(w.split('=')[1])]));
  const registry = new SchemaRegistry({ host: registryUrl });
  const kafka = new Kafka({ clientId: 'foreign', brokers: [broker], logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: 'foreign-client', readUncommitted: false });
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
