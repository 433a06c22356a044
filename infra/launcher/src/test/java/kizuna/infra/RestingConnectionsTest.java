package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import kizuna.infra.door.Gateway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/**
 * A sign-in failed now and then: the door used a connection that the identity provider was just
 * closing.
 */
class RestingConnectionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"identity.yml", "producers.yml", "streams.yml"})
  void theDoorGivesUpARestingConnectionLongBeforeTheOtherSideClosesIt(String settings)
      throws IOException {
    Object closedAfter =
        new YamlPropertySourceLoader()
            .load(settings, new ClassPathResource(settings))
            .get(0)
            .getProperty("server.tomcat.connection-timeout");

    assertThat(DurationStyle.detectAndParse(String.valueOf(closedAfter)))
        .isGreaterThanOrEqualTo(Gateway.LONGEST_REST.plus(Duration.ofSeconds(5)));
  }
}
