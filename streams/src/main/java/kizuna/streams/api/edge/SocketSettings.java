package kizuna.streams.api.edge;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Limits the send buffer of a connection whose client does not read. */
@Configuration(proxyBeanMethods = false)
class SocketSettings {

  /** By default Linux buffers some megabytes for each: a stalled client would not be detected. */
  private static final int SEND_BUFFER_BYTES = 128 << 10;

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> boundedLines() {
    return factory ->
        factory.addConnectorCustomizers(
            connector ->
                connector.setProperty("socket.txBufSize", Integer.toString(SEND_BUFFER_BYTES)));
  }
}
