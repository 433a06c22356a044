package kizuna.infra;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.infra.host.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code infra/kizuna sbom}: the components of this build, jar by jar, including those of the
 * embedded registry.
 */
@Command(
    name = "sbom",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what this build runs as a bill of materials (CycloneDX 1.5, JSON), registry"
          + " included.",
      "",
      "  infra/kizuna sbom > sbom.json",
      ""
    })
final class SbomCommand implements Callable<Integer> {

  private static final Pattern NAME = Pattern.compile("(.+?)-(\\d[\\w.\\-]*)\\.jar");

  @Spec private CommandSpec spec;

  /** A jar and its Maven coordinates. */
  record Component(String group, String name, String version) {

    String purl() {
      return "pkg:maven/" + (group.isEmpty() ? "" : group + "/") + name + "@" + version;
    }
  }

  @Override
  public Integer call() {
    Map<String, Map<String, Object>> components = new TreeMap<>();
    for (Path jar : jars(Installation.here())) {
      Component component = component(jar);
      components.computeIfAbsent(component.purl(), purl -> entry(component, jar));
    }
    Map<String, Object> bom = new LinkedHashMap<>();
    bom.put("bomFormat", "CycloneDX");
    bom.put("specVersion", "1.5");
    bom.put("version", 1);
    bom.put(
        "metadata",
        Map.of("component", Map.of("type", "application", "name", "kizuna", "version", "0.1.0")));
    bom.put("components", List.copyOf(components.values()));
    spec.commandLine()
        .getOut()
        .println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(bom));
    return 0;
  }

  private static TreeSet<Path> jars(Installation installation) {
    TreeSet<Path> jars = new TreeSet<>();
    // The class path of this process is that of the launcher.
    for (String classPath :
        List.of(
            System.getProperty("java.class.path"),
            installation.classPath("streams"),
            installation.classPath("producers"))) {
      for (String file : classPath.split(File.pathSeparator, -1)) {
        if (file.endsWith(".jar")) {
          jars.add(Path.of(file));
        }
      }
    }
    Path registry = installation.registryFolder();
    try (Stream<Path> files = Files.walk(registry)) {
      files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jars;
  }

  /** The coordinates in the jar; if there are none or several, from the file name. */
  static Component component(Path jar) {
    String file = jar.getFileName().toString();
    Matcher named = NAME.matcher(file);
    String name = named.matches() ? named.group(1) : file;
    String version = named.matches() ? named.group(2) : "";
    for (Component own : pomProperties(jar)) {
      if (name.endsWith(own.name()) && version.startsWith(own.version())) {
        return own;
      }
    }
    return new Component(groupInRepository(jar, name), name, version);
  }

  /** The group in the path of a Maven repository; empty elsewhere. */
  private static String groupInRepository(Path jar, String name) {
    String path = jar.toString().replace(File.separatorChar, '/');
    int from = path.indexOf("/repository/");
    int to = path.lastIndexOf("/" + name + "/");
    return from < 0 || to < from + "/repository/".length()
        ? ""
        : path.substring(from + "/repository/".length(), to).replace('/', '.');
  }

  private static List<Component> pomProperties(Path jar) {
    List<Component> all = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties")) {
          Properties properties = new Properties();
          try (InputStream in = file.getInputStream(entry)) {
            properties.load(in);
          }
          all.add(
              new Component(
                  properties.getProperty("groupId", ""),
                  properties.getProperty("artifactId", ""),
                  properties.getProperty("version", "")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static Map<String, Object> entry(Component component, Path jar) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("type", "library");
    entry.put("bom-ref", component.purl());
    if (!component.group().isEmpty()) {
      entry.put("group", component.group());
    }
    entry.put("name", component.name());
    entry.put("version", component.version());
    entry.put("purl", component.purl());
    entry.put("hashes", List.of(Map.of("alg", "SHA-256", "content", sha256(jar))));
    return entry;
  }

  private static String sha256(Path jar) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
