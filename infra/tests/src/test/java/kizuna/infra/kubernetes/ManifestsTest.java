package kizuna.infra.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kizuna.infra.broker.StrimziResources;
import kizuna.infra.host.Installation;
import kizuna.schemas.Topics;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The resources for Kubernetes have only fields that Kubernetes and Strimzi know. */
class ManifestsTest {

  private static final Path FOLDER = Installation.here().root().resolve("infra/kubernetes");

  /** Each kind with the class of its publisher that says what may stand in it. */
  private static final Map<String, Class<?>> KINDS =
      Map.ofEntries(
          Map.entry("v1/Namespace", Namespace.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("batch/v1/Job", Job.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("kafka.strimzi.io/v1/Kafka", Kafka.class),
          Map.entry("kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class),
          Map.entry("kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class),
          Map.entry("kafka.strimzi.io/v1/KafkaUser", KafkaUser.class));

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** {@code infra/kizuna strimzi > infra/kubernetes/catalogue.yaml} writes it anew. */
  @Test
  void topicsAndUsersAreThoseOfTheCatalogue() throws IOException {
    assertThat(Files.readString(FOLDER.resolve("catalogue.yaml")))
        .isEqualTo(StrimziResources.of(Topics.of(kizuna.schemas.Namespace.LIVE), "kizuna"));
  }

  @Test
  void everyFieldOfEveryFileIsKnownToItsKind() throws Exception {
    List<JsonNode> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        if (!file.endsWith("kustomization.yaml")) {
          all.addAll(documents(Files.readString(file)));
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(40);
    demandKnown(all);
  }

  @Test
  void whatKustomizeRendersIsKnownToo() throws Exception {
    Assumptions.assumeTrue(
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl"))),
        "kubectl is not on this machine");
    Process kubectl =
        new ProcessBuilder("kubectl", "kustomize", FOLDER.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<JsonNode> rendered =
        documents(new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8));

    assertThat(kubectl.waitFor()).isZero();
    demandKnown(rendered);
    assertThat(rendered)
        .filteredOn(one -> !one.path("kind").asText().equals("Namespace"))
        .allSatisfy(
            one -> assertThat(one.path("metadata").path("namespace").asText()).isEqualTo("kizuna"));
  }

  /** What runs is never root, keeps to itself what it may, and says how it is. */
  @Test
  void everyPodIsConfinedLimitedAndProbed() throws Exception {
    Map<String, JsonNode> pods = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        for (JsonNode one : documents(Files.readString(file))) {
          if (one.path("kind").asText().matches("Deployment|StatefulSet|Job")) {
            pods.put(
                one.path("kind").asText() + " " + one.path("metadata").path("name").asText(),
                one.path("spec").path("template").path("spec"));
          }
        }
      }
    }
    assertThat(pods).hasSize(6);
    Map<String, String> accounts = new TreeMap<>();
    pods.forEach(
        (name, pod) ->
            pod.path("volumes")
                .forEach(
                    volume -> {
                      if (volume.path("name").asText().equals("user")) {
                        accounts.put(name, volume.at("/secret/secretName").asText());
                      }
                    }));
    assertThat(accounts)
        .as("each service has an account of its own")
        .containsEntry("Deployment readers", "ledger")
        .containsEntry("Deployment producers", "producers")
        .containsValue("streams")
        .doesNotContainValue("");
    pods.forEach(
        (name, pod) -> {
          assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).as(name).isTrue();
          assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).as(name).isFalse();
          for (JsonNode container : pod.path("containers")) {
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .as(name)
                .isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .as(name)
                .isFalse();
            assertThat(container.at("/resources/limits/memory").asText()).as(name).isNotEmpty();
            if (!name.startsWith("Job")) {
              assertThat(container.has("startupProbe")).as(name).isTrue();
              assertThat(container.has("readinessProbe")).as(name).isTrue();
              assertThat(container.has("livenessProbe")).as(name).isTrue();
            }
          }
        });
  }

  private static List<JsonNode> documents(String yaml) throws IOException {
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      return YAML.readValues(parser, JsonNode.class).readAll().stream()
          .map(JsonNode.class::cast)
          .filter(one -> one.isObject())
          .toList();
    }
  }

  private static void demandKnown(List<JsonNode> all) throws Exception {
    List<String> unknown = new ArrayList<>();
    for (JsonNode one : all) {
      String kind = one.path("apiVersion").asText() + "/" + one.path("kind").asText();
      String name = kind + " " + one.path("metadata").path("name").asText();
      assertThat(KINDS).containsKey(kind);
      collectUnknown(YAML.treeToValue(one, KINDS.get(kind)), name, unknown);
    }
    assertThat(unknown).isEmpty();
  }

  /** The models keep what they do not know in a map beside their fields. */
  private static void collectUnknown(Object model, String path, List<String> unknown)
      throws ReflectiveOperationException {
    if (model instanceof Collection<?> many) {
      for (Object one : many) {
        collectUnknown(one, path, unknown);
      }
      return;
    }
    if (model == null || !model.getClass().getName().matches("io\\.(fabric8|strimzi)\\..*")) {
      return;
    }
    if (model.getClass().isEnum()) {
      return;
    }
    for (Method getter : model.getClass().getMethods()) {
      if (getter.getParameterCount() != 0 || !getter.getName().startsWith("get")) {
        continue;
      }
      Object value = getter.invoke(model);
      if (getter.getName().equals("getAdditionalProperties")) {
        if (value instanceof Map<?, ?> more) {
          more.keySet().forEach(key -> unknown.add(path + "." + key));
        }
      } else {
        collectUnknown(value, path + "." + getter.getName().substring("get".length()), unknown);
      }
    }
  }
}
