package io.memguard.dump;

import io.memguard.dump.HeapAnalysis.Population;
import io.memguard.verdict.Phrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.netbeans.lib.profiler.heap.Heap;

/**
 * Reads a heap dump and finds who holds what. The heap of this JVM may be much smaller than the
 * dump: what grows with the number of objects lies in mapped files.
 */
public final class DumpAnalysis {
  private static final int MOST_POPULATIONS = 10;

  /** Working files as a multiple of the dump; small objects take more of them than large ones. */
  private static final double FILES_OF_DUMP = 3;

  private DumpAnalysis() {}

  /**
   * Takes about a minute for each gigabyte.
   *
   * @param work where the working files are put; null for beside the dump
   * @param progress hears what is done next
   * @throws IOException with a sentence for the user: no dump, a damaged one, no room
   */
  public static HeapAnalysis of(Path dump, Path work, Consumer<Phrase> progress)
      throws IOException {
    OpenDump.requireDump(dump);
    try (Workspace workspace = Workspace.create(work, dump)) {
      Path inside = OpenDump.unpacked(dump, workspace);
      workspace.require((long) (Files.size(inside) * FILES_OF_DUMP));
      progress.accept(Phrase.of("analyze.reads"));
      return of(OpenDump.read(inside, dump), Files.size(inside), workspace, progress);
    } catch (InternalError e) {
      // A mapped file could not grow.
      throw new IOException("the disk of the working files is full: --work=DIR names another", e);
    }
  }

  private static HeapAnalysis of(
      Heap heap, long dumpBytes, Workspace workspace, Consumer<Phrase> progress)
      throws IOException {
    ObjectGraph graph = new ObjectGraph(heap, workspace);
    progress.accept(Phrase.of("analyze.dominators", graph.jvm()));
    Dominators dominators = new Dominators(graph.links(), graph.jvm(), graph::size, workspace);
    progress.accept(Phrase.of("analyze.paths"));
    Paths paths = new Paths(graph, workspace);
    LoaderCount loaders = new LoaderCount(graph);
    return new HeapAnalysis(
        dumpBytes,
        graph.jvm(),
        graph.classes().all().size(),
        graph.bytes(),
        new Population(
            "", graph.jvm() + 1L - dominators.reached(), graph.bytes() - dominators.retained(1)),
        new HoldingSearch(graph, dominators).run(paths, workspace),
        populations(graph),
        loaders.families(dominators, paths),
        loaders.duplicates(),
        new BufferCount(heap, graph, dominators).run(paths),
        new ThreadSearch(graph, dominators).run());
  }

  private static List<Population> populations(ObjectGraph graph) {
    return graph.classes().all().stream()
        .filter(loaded -> loaded.count() > 0)
        .map(loaded -> new Population(loaded.name(), loaded.count(), bytes(loaded, graph)))
        .sorted(
            Comparator.comparingLong(Population::bytes).reversed().thenComparing(Population::type))
        .limit(MOST_POPULATIONS)
        .toList();
  }

  private static long bytes(LoadedClass loaded, ObjectGraph graph) {
    if (!loaded.isArray()) {
      return loaded.bytes() * loaded.count();
    }
    long bytes = 0;
    for (int object = loaded.first(); object < loaded.first() + loaded.count(); object++) {
      bytes += graph.size(object);
    }
    return bytes;
  }
}
