package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/**
 * The catalogue is indexed anew every now and then, and a new reader opened beside the old ones,
 * which nobody closes: the files that Lucene deletes stay mapped. MemGuard must say that mapped
 * files leak and name the index or who opened it.
 */
final class LuceneReaders implements Case {

  private static final int INDEX_BYTES = 4 << 20;
  private static final int DOCUMENT_BYTES = 64 << 10;

  private final List<DirectoryReader> readers = new ArrayList<>();
  private final Random text = new Random(1);
  private Ramp ramp;
  private Directory directory;
  private IndexWriter writer;

  @Override
  public About about() {
    return About.sick(
        "lucene-readers",
        "Lucene readers that are opened again and never closed",
        "mapped-leak",
        "\\bLuceneReaders\\.reopen\\b|\\bcatalogue\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
    try {
      directory = new MMapDirectory(Scratch.folder("catalogue"));
      writer = new IndexWriter(directory, new IndexWriterConfig());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    for (int i = 0; i < ramp.due(n, INDEX_BYTES); i++) {
      writer.deleteAll();
      for (int written = 0; written < INDEX_BYTES; written += DOCUMENT_BYTES) {
        byte[] page = new byte[DOCUMENT_BYTES];
        text.nextBytes(page);
        Document document = new Document();
        document.add(new StoredField("page", page));
        writer.addDocument(document);
      }
      writer.commit();
      reopen();
    }
  }

  private void reopen() throws IOException {
    DirectoryReader reader = DirectoryReader.open(directory);
    for (LeafReaderContext leaf : reader.leaves()) {
      leaf.reader().checkIntegrity();
    }
    readers.add(reader);
  }
}
