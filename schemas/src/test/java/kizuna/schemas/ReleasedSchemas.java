package kizuna.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * What was released of the contract, kept in the tree: {@code kizuna/released/<version>/<full name
 * of the record>.avsc} among the resources, one file for each record that is a topic's value.
 *
 * <p>To release version 5, in the folder schemas:
 *
 * <ol>
 *   <li>{@code mvn test -Dtest=YesterdaysLogStaysReadableTest}, which writes today's contract to
 *       {@code target/contract} and must pass;
 *   <li>{@code cp -r target/contract src/main/resources/kizuna/released/5};
 *   <li>{@code cp -r src/test/resources/golden src/test/resources/yesterday/5}: records as version
 *       5 writes them;
 *   <li>commit it, and never edit or delete a released file again: some log out there is written
 *       with it.
 * </ol>
 */
final class ReleasedSchemas {

  private static final Path RELEASED = Path.of("src/main/resources/kizuna/released");
  private static final Path YESTERDAY = Path.of("src/test/resources/yesterday");
  private static final Path CONTRACT = Path.of("target/contract");
  private static final String EXTENSION = ".avsc";

  private ReleasedSchemas() {}

  /** Today's schema of each record that is a topic's value, by full name. */
  static Map<String, Schema> today() {
    Map<String, Schema> byName = new LinkedHashMap<>();
    for (Topic<?> topic : Topics.of(Namespace.drill("contract")).all()) {
      byName.put(topic.schema().getFullName(), topic.schema());
    }
    return byName;
  }

  /** Writes today's contract where the next release is copied from. */
  static void writeToday() throws IOException {
    Files.createDirectories(CONTRACT);
    for (Map.Entry<String, Schema> schema : today().entrySet()) {
      Files.writeString(
          CONTRACT.resolve(schema.getKey() + EXTENSION), schema.getValue().toString(true) + "\n");
    }
  }

  /** The released versions, oldest first. */
  static List<Integer> versions() {
    try (Stream<Path> folders = Files.list(RELEASED)) {
      return folders
          .map(folder -> Integer.valueOf(folder.getFileName().toString()))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Records as they were written with a released version: for each topic as JSON and as bytes. */
  static Path records(int version) {
    return YESTERDAY.resolve(Integer.toString(version));
  }

  /** The schemas of a released version, by full name, which is also the name of the file. */
  static Map<String, Schema> released(int version) {
    Map<String, Schema> byName = new HashMap<>();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> folder = Files.list(RELEASED.resolve(Integer.toString(version)))) {
      folder.forEach(files::add);
      for (Path file : files) {
        String name = file.getFileName().toString().replace(EXTENSION, "");
        byName.put(name, new Schema.Parser().parse(Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return byName;
  }
}
