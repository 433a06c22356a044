package kizuna.streams.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;

/**
 * RocksDB for small values on a small machine: the heap holds the books, the store is only asked
 * about event ids.
 */
public final class SmallRocksDb implements RocksDBConfigSetter {

  private static final long WRITE_BUFFER_BYTES = 16L << 20;

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(2);
    options.setCompressionType(CompressionType.NO_COMPRESSION);
  }

  @Override
  public void close(String storeName, Options options) {
    // Nothing of our own to close: the block cache is Streams'.
  }
}
