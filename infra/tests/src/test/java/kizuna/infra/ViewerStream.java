package kizuna.infra;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** An open event stream, and all that it has said. */
final class ViewerStream implements AutoCloseable {

  private final InputStream body;
  private final StringBuffer said = new StringBuffer();

  ViewerStream(InputStream body) {
    this.body = body;
    Thread reading = new Thread(this::read, "viewer");
    reading.setDaemon(true);
    reading.start();
  }

  String said() {
    return said.toString();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
      }
    } catch (IOException e) {
      said.append("ended: ").append(e).append('\n'); // closed by the test, or interrupted
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
