package io.memguard.investigate;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.HeldObject;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldersTest {
  private static final String SITE = "shop.Orders.take:12";

  private final List<HeldObject> objects = new ArrayList<>();

  @Test
  void theStaticMapThatGathersThemIsNamed() {
    orders(20);
    List<Culprit> culprits = culprits("shop.Order");
    assertThat(culprits.get(0).type()).isEqualTo(Culprit.Type.HOLDER);
    assertThat(culprits.get(0).name())
        .isEqualTo("OrderBook.byId → ConcurrentHashMap → … → Order.payload");
    assertThat(english(culprits.get(0).detail()))
        .containsExactly(
            "20 of 20 sampled objects that grow hang on it, allocated 1 s to 20 s before",
            "held by the static field shop.OrderBook.byId",
            "shop.OrderBook.byId",
            "java.util.concurrent.ConcurrentHashMap.table (and 2 more)",
            "shop.Order.payload",
            "byte[]");
    assertThat(culprits.get(1))
        .isEqualTo(
            new Culprit(Culprit.Type.ALLOCATION_SITE, SITE, 0, 0, Phrase.texts(List.of(SITE))));
  }

  @Test
  void aProgramWithoutPackagesHasHoldersToo() {
    for (int i = 0; i < 20; i++) {
      objects.add(
          Chains.held(
              i,
              "byte[]",
              "Shop.sell:12",
              "static Shop.STORE",
              "Store.invoices",
              "java.util.concurrent.ConcurrentHashMap.table",
              "java.util.concurrent.ConcurrentHashMap$Node[]",
              "java.util.concurrent.ConcurrentHashMap$Node.val *",
              "Invoice.text *"));
    }
    assertThat(culprits("Invoice").get(0).name())
        .isEqualTo("Store.invoices → ConcurrentHashMap → … → Invoice.text");
  }

  @Test
  void whatHoldsTheWholeApplicationIsNotTheHolder() {
    for (int i = 0; i < 20; i++) {
      objects.add(
          Chains.held(
              i,
              "byte[]",
              SITE,
              "static shop.Main.shop",
              "shop.Shop.parts",
              "java.util.ArrayList.elementData",
              "java.lang.Object[]",
              "shop.Sessions.byId",
              "java.util.HashMap.table",
              "java.util.HashMap$Node[]",
              "java.util.HashMap$Node.value *",
              "shop.Session.attributes *",
              "java.util.HashMap.table *",
              "java.util.HashMap$Node.value *",
              "shop.Cart.text *"));
    }
    assertThat(culprits("shop.Cart").get(0).name())
        .isEqualTo("Sessions.byId → HashMap → … → Cart.text");
  }

  @Test
  void otherObjectsOfTheSameApplicationDoNotHideIt() {
    orders(10);
    for (int i = 0; i < 200; i++) {
      objects.add(Chains.held(i, "byte[]", "shop.Prices.load:3", "static shop.Prices.all"));
    }
    assertThat(culprits("shop.Order").get(0).name()).startsWith("OrderBook.byId");
  }

  @Test
  void aListOfNodesOfTheApplicationIsHeldByItsHead() {
    for (int i = 0; i < 12; i++) {
      List<String> hops = new ArrayList<>(List.of("static shop.Journal.first"));
      for (int node = 0; node <= i; node++) {
        hops.add("shop.Journal$Entry.next *");
      }
      objects.add(Chains.held(i, "byte[]", SITE, hops.toArray(String[]::new)));
    }
    assertThat(culprits("shop.Journal$Entry").get(0).name()).startsWith("Journal.first → Entry");
  }

  @Test
  void threadLocalsOfManyThreadsAreOneHolder() {
    for (int i = 0; i < 40; i++) {
      int thread = i % 4 * 100;
      HeldObject one =
          Chains.held(
              thread,
              "byte[]",
              SITE,
              "java.lang.Thread.threadLocals *",
              "java.lang.ThreadLocal$ThreadLocalMap.table *",
              "java.lang.ThreadLocal$ThreadLocalMap$Entry[] *",
              "java.lang.ThreadLocal$ThreadLocalMap$Entry.value *",
              "shop.AuditTrail.entries *",
              "java.util.ArrayList.elementData *",
              "java.lang.Object[] *",
              "shop.AuditEntry.text *");
      List<HeldObject.Hop> chain = new ArrayList<>(one.chain());
      HeldObject.Hop last = chain.remove(chain.size() - 1);
      chain.add(new HeldObject.Hop(last.address() + i, last.type(), last.field(), false));
      objects.add(new HeldObject(one.type(), Chains.NOW, one.stack(), one.root(), chain));
    }
    assertThat(culprits("shop.AuditEntry").get(0).name())
        .isEqualTo("AuditTrail.entries → ArrayList → … → AuditEntry.text");
  }

  @Test
  void aLibrarysFieldIsToldWithTheApplicationsOwn() {
    for (int i = 0; i < 10; i++) {
      objects.add(
          Chains.held(
              i,
              "byte[]",
              "com.shop.Catalogue.load:7",
              "static org.springframework.Context.beans",
              "com.shop.Catalogue.cache",
              "com.github.caffeine.LocalManualCache.cache",
              "com.github.caffeine.LocalCache.data",
              "java.util.concurrent.ConcurrentHashMap.table",
              "java.util.concurrent.ConcurrentHashMap$Node[]",
              "java.util.concurrent.ConcurrentHashMap$Node.val *",
              "com.shop.Product.text *"));
    }
    assertThat(culprits("com.shop.Product").get(0).name())
        .isEqualTo(
            "Catalogue.cache → LocalManualCache.cache → LocalCache.data → ConcurrentHashMap → … →"
                + " Product.text");
  }

  /** The thread that fills it was stopped in its method, and the way through it is the shortest. */
  @Test
  void aCollectionThatOnlyAThreadHoldsIsToldAfterThePlaceThatFillsIt() {
    for (int i = 0; i < 20; i++) {
      objects.add(
          Chains.held(
              i,
              "byte[]",
              SITE,
              "java.util.concurrent.ConcurrentLinkedQueue.head",
              "java.util.concurrent.ConcurrentLinkedQueue$Node.item *"));
    }
    List<Culprit> culprits = culprits("byte[]");
    assertThat(culprits)
        .extracting(Culprit::type)
        .containsExactly(Culprit.Type.ALLOCATION_SITE, Culprit.Type.HOLDER);
    assertThat(culprits.get(1).name())
        .isEqualTo(objects.get(0).root() + " → ConcurrentLinkedQueue.head → … → byte[]");
  }

  @Test
  void twoLeaksAreTwoHolders() {
    orders(20);
    for (int i = 0; i < 15; i++) {
      objects.add(
          Chains.held(
              i,
              "shop.View",
              "shop.Feed.listen:9",
              "static shop.Feed.listeners",
              "java.util.ArrayList.elementData",
              "java.lang.Object[]"));
    }
    assertThat(culprits("shop.Order", "shop.View"))
        .extracting(Culprit::name)
        .containsExactly(
            "OrderBook.byId → ConcurrentHashMap → … → Order.payload",
            SITE,
            "Feed.listeners → ArrayList → … → View");
  }

  @Test
  void aSingleSampleIsHeldByTheCollectionAroundIt() {
    orders(1);
    assertThat(culprits("shop.Order").get(0).name()).startsWith("OrderBook.byId");
  }

  @Test
  void whereOnlyTheJdksClassesGrowTheirSamplesCount() {
    orders(20);
    assertThat(culprits("byte[]").get(0).name()).startsWith("OrderBook.byId");
  }

  @Test
  void whatDoesNotGrowHasNoHolder() {
    orders(20);
    assertThat(culprits("shop.Other")).isEmpty();
  }

  @Test
  void whereNothingWasCountedAllSamplesCount() {
    orders(20);
    assertThat(culprits().get(0).name()).startsWith("OrderBook.byId");
  }

  @Test
  void whatIsIgnoredIsNobodys() {
    orders(20);
    assertThat(
            new Holders(HolderWords.ofSamples(Chains.NOW))
                .of(objects, Set.of("shop.Order"), type -> type.equals("shop.OrderBook")))
        .isEmpty();
  }

  @Test
  void namesAreBoundedAndKeepTheirEnds() {
    String[] hops = new String[200];
    hops[0] = "static shop.Begin.field";
    for (int i = 1; i < hops.length; i++) {
      hops[i] = "shop.Link" + i + ".next" + (i < 100 ? "" : " *");
    }
    for (int i = 0; i < 10; i++) {
      objects.add(Chains.held(i, "byte[]", SITE, hops));
    }
    Culprit holder = culprits("shop.Link199").get(0);
    assertThat(holder.name())
        .isEqualTo("Link99.next → Link100.next → … → Link198.next → Link199.next");
    assertThat(holder.detail()).hasSizeLessThanOrEqualTo(28);
  }

  private void orders(int count) {
    for (int i = 0; i < count; i++) {
      objects.add(
          Chains.held(
              i,
              "byte[]",
              SITE,
              "jdk.internal.loader.AppClassLoader.classes",
              "java.util.ArrayList.elementData",
              "java.lang.Object[]",
              "static shop.OrderBook.byId",
              "java.util.concurrent.ConcurrentHashMap.table",
              "java.util.concurrent.ConcurrentHashMap$Node[]",
              "java.util.concurrent.ConcurrentHashMap$Node.val *",
              "shop.Order.payload *"));
    }
  }

  private List<Culprit> culprits(String... growing) {
    return new Holders(HolderWords.ofSamples(Chains.NOW))
        .of(objects, Set.of(growing), type -> false);
  }
}
