package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.reflect.Proxy;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

class CollectionNotificationsTest {

  @Test
  void aFullHeapDoesNotEndTheThreadThatNotifies() throws Exception {
    Notification notification =
        new Notification(
            GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION, this, 1);
    notification.setUserData(
        Proxy.newProxyInstance(
            CompositeData.class.getClassLoader(),
            new Class<?>[] {CompositeData.class},
            (proxy, method, arguments) -> {
              throw new OutOfMemoryError("Java heap space");
            }));
    try (CollectionNotifications listener =
        (CollectionNotifications) CollectionNotifications.subscribe(new LivePoints())) {
      assertThatCode(() -> listener.handleNotification(notification, null))
          .doesNotThrowAnyException();
    }
  }
}
