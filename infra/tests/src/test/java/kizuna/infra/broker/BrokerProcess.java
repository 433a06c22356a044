package kizuna.infra.broker;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a process of its own, so that a test can kill or freeze it. */
public final class BrokerProcess {

  public static final String READY = "ready";

  private BrokerProcess() {}

  public static void main(String[] args) throws InterruptedException {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      System.out.println(READY + " " + broker.clusterId());
      new CountDownLatch(1).await();
    }
  }
}
