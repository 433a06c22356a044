package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import kizuna.infra.host.Installation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Japanese arguments arrive whole where there is no locale: cron, ssh, systemd, containers. */
class LauncherLocaleTest {

  @TempDir Path folder;

  @Test
  void japaneseArgumentsArriveWholeWithoutALocale() throws Exception {
    Map<String, String> taken = new ConcurrentHashMap<>();
    HttpServer door =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    door.createContext(
        "/api/requests",
        exchange -> {
          taken.put(
              "body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          taken.put("language", exchange.getRequestHeaders().getFirst("Accept-Language"));
          byte[] receipt =
              "{\"kind\":\"AidRequested\",\"network\":\"n\",\"offset\":1}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(202, receipt.length);
          exchange.getResponseBody().write(receipt);
          exchange.close();
        });
    door.start();
    try {
      assertThat(run(door.getAddress().getPort())).isZero();
    } finally {
      door.stop(0);
    }
    assertThat(JsonMapper.shared().readTree(taken.get("body")).path("place").asString())
        .isEqualTo("文化公園体育館");
    assertThat(taken.get("language")).isEqualTo("ja");
  }

  /** The launcher itself, in an installation of its own that is built already. */
  private int run(int port) throws Exception {
    Path launcher = folder.resolve("infra/kizuna");
    Path target = Files.createDirectories(folder.resolve("infra/launcher/target"));
    Files.copy(Installation.here().root().resolve("infra/kizuna"), launcher);
    Files.createDirectories(folder.resolve("infra/target"));
    Files.writeString(folder.resolve("infra/target/built.stamp"), "");
    Files.writeString(target.resolve("runtime.classpath"), System.getProperty("java.class.path"));
    // The language is that of a locale that this machine has not got.
    Path script = folder.resolve("cron");
    Files.writeString(
        script,
        "exec env -i PATH=\"$PATH\" HOME=\""
            + folder
            + "\" JAVA_HOME=\""
            + System.getProperty("java.home")
            + "\" KIZUNA_TOKEN=t LANG=ja_JP.EUC-JP bash "
            + launcher
            + " request --disaster noto --receiver 龍ヶ崎市 --task SHELTER_OPERATION --people １０"
            + " --damage 断水 --place 文化公園体育館 --route 県道 --from ２０２６-１２-２５ --to 2026/12/26"
            + " --no-wait --url http://127.0.0.1:"
            + port
            + "\n");
    Process process =
        new ProcessBuilder("bash", script.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("out"))).contains("を記録しました");
    return process.exitValue();
  }
}
