package io.memguard.demo;

import io.memguard.demo.gallery.About;
import io.memguard.demo.gallery.Case;
import io.memguard.demo.gallery.Run;

/** A case that ends with a certain request, while the service goes on: its trouble is over. */
record Until(Case habit, long lastRequest) implements Case {

  @Override
  public About about() {
    return habit.about();
  }

  @Override
  public void start(Run run) {
    habit.start(run);
  }

  @Override
  public void onRequest(long n) throws Exception {
    if (n <= lastRequest) {
      habit.onRequest(n);
    }
  }

  @Override
  public double load(double shareOfRun) {
    return habit.load(shareOfRun);
  }
}
