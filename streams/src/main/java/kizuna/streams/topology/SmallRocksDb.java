package kizuna.streams.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * RocksDB for small values on a small machine: the heap contains the state, the store is read for
 * event ids only. All stores of the process share one cache, write buffers and indexes included: by
 * default each store of each partition takes 50 MiB and more of its own.
 */
public final class SmallRocksDb implements RocksDBConfigSetter {

  private static final long MAX_BYTES = 32L << 20;
  private static final long MAX_WRITE_BUFFER_BYTES = 16L << 20;
  private static final long WRITE_BUFFER_BYTES = 4L << 20;
  private static final double SHARE_OF_INDEXES = 0.2;

  /** Made when the first store opens; kept until the process ends. */
  private static final class Shared {

    static {
      RocksDB.loadLibrary();
    }

    static final Cache CACHE = new LRUCache(MAX_BYTES, -1, false, SHARE_OF_INDEXES);
    static final WriteBufferManager BUFFERS = new WriteBufferManager(MAX_WRITE_BUFFER_BYTES, CACHE);
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(Shared.CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(Shared.BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(2);
    options.setCompressionType(CompressionType.NO_COMPRESSION);
  }

  @Override
  public void close(String storeName, Options options) {
    // Streams closes the options; the shared cache and buffers end with the process.
  }
}
