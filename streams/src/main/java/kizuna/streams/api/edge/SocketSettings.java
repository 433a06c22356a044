package kizuna.streams.api.edge;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How much the machine holds for a line that its reader does not empty. */
@Configuration(proxyBeanMethods = false)
class SocketSettings {

  /** Left alone, Linux would keep some megabytes for each: a stalled reader would go unnoticed. */
  private static final int SEND_BUFFER_BYTES = 128 << 10;

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> boundedLines() {
    return factory ->
        factory.addConnectorCustomizers(
            connector ->
                connector.setProperty("socket.txBufSize", Integer.toString(SEND_BUFFER_BYTES)));
  }
}
