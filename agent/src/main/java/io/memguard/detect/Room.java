package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.MachineMemory;
import io.memguard.verdict.Phrase;
import java.util.Optional;

/**
 * What everything off the heap shares: the container's limit, or the machine's memory where no
 * limit is set. Bytes.
 *
 * @param limit what there is
 * @param taken what nobody can take back
 */
record Room(long limit, long taken, boolean ofContainer) {

  /**
   * The shared limit binds an account only if the account makes at least this share of its growth.
   */
  private static final double MAIN_PART = 0.4;

  /** Empty when neither limit nor machine is known. */
  static Optional<Room> of(Window window) {
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container != null && container.limit().isPresent()) {
      return Optional.of(new Room(container.limit().getAsLong(), container.nonReclaimable(), true));
    }
    MachineMemory machine = window.snapshot().machine().value().orElse(null);
    return machine == null
        ? Optional.empty()
        : Optional.of(new Room(machine.total(), machine.total() - machine.available(), false));
  }

  long left() {
    return Math.max(0, limit - taken);
  }

  /** Share that is taken, 0 to 1. */
  double level() {
    return (double) taken / Math.max(1, limit);
  }

  /** The level as far as a growth makes it: 0 where something else is what fills the room. */
  double levelFor(Window window, Trend trend) {
    return isMainPart(window, trend, ofContainer ? Account.NON_RECLAIMABLE : Account.RSS)
        ? level()
        : 0;
  }

  /** Whether a growth makes the main part of what fills the container. */
  static boolean fillsContainer(Window window, Trend trend) {
    return isMainPart(window, trend, Account.NON_RECLAIMABLE);
  }

  /** Over the time of the growth, or over its second half: a start takes much and is over soon. */
  private static boolean isMainPart(Window window, Trend trend, Account whole) {
    double half = trend.span() / 2;
    return trend.gain() >= MAIN_PART * window.gain(whole, trend.span())
        || trend.gain() / 2 >= MAIN_PART * window.gain(whole, half);
  }

  Phrase words() {
    return Phrase.of(ofContainer ? "room.container" : "room.machine");
  }
}
