package kizuna.infra.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.host.Ports;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/** The broker's settings: one node, accounts only, nothing forgotten, a small machine. */
final class BrokerSettings {

  private static final long FOREVER = -1;

  private BrokerSettings() {}

  /**
   * @param data the folder of its logs
   * @param clients port of the clients' listener
   */
  static Properties of(Path data, int clients, InternalListeners internal) {
    Properties p = new Properties();
    addListeners(p, clients, internal);
    addTopics(p);
    addLimits(p);
    p.put("log.dirs", data.toString());
    return p;
  }

  private static void addListeners(Properties p, int clients, InternalListeners internal) {
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(BrokerFolder.NODE_ID));
    p.put(
        "controller.quorum.voters",
        BrokerFolder.NODE_ID + "@" + Ports.LOOPBACK + ":" + internal.controllerPort());
    p.put(
        "listeners",
        listener("CLIENTS", clients)
            + ","
            + listener("INSIDE", internal.brokerPort())
            + ","
            + listener("CONTROLLER", internal.controllerPort()));
    // Clients connect to another port if there is a proxy before the broker.
    p.put(
        "advertised.listeners",
        listener("CLIENTS", Integer.getInteger("kizuna.broker.advertised.port", clients))
            + ","
            + listener("INSIDE", internal.brokerPort()));
    p.put(
        "listener.security.protocol.map",
        "CLIENTS:SASL_PLAINTEXT,INSIDE:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
    p.put("listener.name.clients.sasl.enabled.mechanisms", Accounts.MECHANISM);
    p.put(
        "listener.name.clients."
            + Accounts.MECHANISM.toLowerCase(Locale.ROOT)
            + ".sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    for (String name : List.of("inside", "controller")) {
      p.put("listener.name." + name + ".sasl.enabled.mechanisms", "PLAIN");
      p.put("listener.name." + name + ".plain.sasl.jaas.config", internal.jaasConfig());
    }
    p.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    p.put("sasl.mechanism.controller.protocol", "PLAIN");
    // Everything that is not allowed is denied.
    p.put("authorizer.class.name", StandardAuthorizer.class.getName());
    p.put("super.users", Permissions.principal(Account.LAUNCHER));
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "INSIDE");
  }

  private static void addTopics(Properties p) {
    // Topics come from the catalogue only: a misspelt name is an error, not a new topic.
    p.put("auto.create.topics.enable", "false");
    p.put("default.replication.factor", "1");
    p.put("min.insync.replicas", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("group.initial.rebalance.delay.ms", "0");

    // The system may be idle for months between disasters: nothing expires.
    p.put("log.retention.ms", Long.toString(FOREVER));
    p.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    // Drills replay records with other timestamps.
    p.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
  }

  private static void addLimits(Properties p) {
    // After a kill, the old registration must expire before the broker can return.
    p.put("broker.session.timeout.ms", "3000");
    p.put("broker.heartbeat.interval.ms", "500");

    // The defaults are made for a dedicated server.
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("background.threads", "2");
    p.put("num.recovery.threads.per.data.dir", "2");
    p.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
    p.put("log.segment.bytes", Integer.toString(256 * 1024 * 1024));
    p.put("log.index.size.max.bytes", Integer.toString(2 * 1024 * 1024));
    p.put("socket.request.max.bytes", Integer.toString(32 * 1024 * 1024));
  }

  private static String listener(String name, int port) {
    return name + "://" + Ports.LOOPBACK + ":" + port;
  }
}
