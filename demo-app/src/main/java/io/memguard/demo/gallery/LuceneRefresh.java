package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.MMapDirectory;

/**
 * Documents are indexed, the reader is refreshed every second and the old one closed; old documents
 * are deleted. MemGuard must be silent: segments are mapped and unmapped all the time, and merging
 * threads come and go.
 */
final class LuceneRefresh implements Case {

  private static final int DOCUMENTS_PER_REQUEST = 10;
  private static final long DOCUMENTS_KEPT = 20_000;
  private static final String ID = "id";

  private IndexWriter writer;
  private DirectoryReader reader;
  private long requestsBetweenRefreshes;

  @Override
  public About about() {
    return About.healthy("lucene-refresh", "a Lucene index written, refreshed and merged");
  }

  @Override
  public void start(Run run) {
    requestsBetweenRefreshes = run.requestsIn(1);
    try {
      MMapDirectory folder = new MMapDirectory(Scratch.folder("lucene-refresh"));
      writer = new IndexWriter(folder, new IndexWriterConfig());
      reader = DirectoryReader.open(writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    for (long id = n * DOCUMENTS_PER_REQUEST; id < (n + 1) * DOCUMENTS_PER_REQUEST; id++) {
      writer.addDocument(document(id));
      writer.deleteDocuments(new Term(ID, Long.toString(id - DOCUMENTS_KEPT)));
    }
    if (n % requestsBetweenRefreshes == 0) {
      DirectoryReader newer = DirectoryReader.openIfChanged(reader);
      if (newer != null) {
        reader.close();
        reader = newer;
      }
      Term justWritten = new Term(ID, Long.toString(n * DOCUMENTS_PER_REQUEST));
      if (new IndexSearcher(reader).count(new TermQuery(justWritten)) != 1) {
        throw new IllegalStateException("not found after a refresh: " + justWritten);
      }
    }
  }

  private static Document document(long id) {
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < 60; word++) {
      text.append(String.format(Locale.ROOT, "word%d ", (id * 31 + word * 17L) % 50_000));
    }
    Document document = new Document();
    document.add(new StringField(ID, Long.toString(id), Store.YES));
    document.add(new TextField("text", text.toString(), Store.YES));
    return document;
  }
}
