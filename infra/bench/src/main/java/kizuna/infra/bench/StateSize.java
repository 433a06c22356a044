package kizuna.infra.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Bytes in the stores of the deciders: existing keys and values. The disk also contains deleted
 * entries until RocksDB merges its files; their size is limited by its write buffers, not by years.
 *
 * @param left of these, ids that left the state: they are never used again
 */
record StateSize(long bytes, long left) {

  private static final String LEFT = "x|";

  /** Reads the stores below a folder of a stopped platform; they are not changed. */
  static StateSize of(Path folder) throws IOException, RocksDBException {
    RocksDB.loadLibrary();
    List<Path> stores;
    try (Stream<Path> files = Files.walk(folder)) {
      stores = files.filter(f -> Files.exists(f.resolve("CURRENT"))).toList();
    }
    long bytes = 0;
    long left = 0;
    for (Path store : stores) {
      StateSize one = ofStore(store.toString());
      bytes += one.bytes;
      left += one.left;
    }
    return new StateSize(bytes, left);
  }

  private static StateSize ofStore(String store) throws RocksDBException {
    List<ColumnFamilyHandle> families = new ArrayList<>();
    long bytes = 0;
    long left = 0;
    try (Options listing = new Options();
        ColumnFamilyOptions each = new ColumnFamilyOptions();
        DBOptions how = new DBOptions()) {
      List<ColumnFamilyDescriptor> names =
          RocksDB.listColumnFamilies(listing, store).stream()
              .map(name -> new ColumnFamilyDescriptor(name, each))
              .toList();
      try (RocksDB open = RocksDB.openReadOnly(how, store, names, families)) {
        for (ColumnFamilyHandle family : families) {
          try (RocksIterator entry = open.newIterator(family)) {
            for (entry.seekToFirst(); entry.isValid(); entry.next()) {
              long size = entry.key().length + entry.value().length;
              bytes += size;
              if (new String(entry.key(), StandardCharsets.UTF_8).startsWith(LEFT)) {
                left += size;
              }
            }
          }
        }
      } finally {
        families.forEach(ColumnFamilyHandle::close);
      }
    }
    return new StateSize(bytes, left);
  }
}
