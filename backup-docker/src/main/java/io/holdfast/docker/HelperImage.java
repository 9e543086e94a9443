package io.holdfast.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.PullResponseItem;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.catalog.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The image that helper containers are made of. It is pulled when the engine does not have it; a
 * pull that failed is not tried again. Thread-safe.
 */
final class HelperImage {
  private final Connection connection;
  private final String name;
  private final ReentrantLock pulling = new ReentrantLock();
  private @Nullable EngineException pullFailure;

  HelperImage(Connection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  String name() {
    return name;
  }

  /**
   * Makes sure that the engine has the image.
   *
   * @throws EngineException of kind {@code NO_IMAGE} when it is not there and cannot be pulled
   */
  void require() throws EngineException, InterruptedException {
    if (isThere()) {
      return;
    }
    pulling.lockInterruptibly();
    try {
      if (pullFailure != null) {
        throw noImage(pullFailure);
      }
      if (!isThere()) {
        pull();
      }
    } finally {
      pulling.unlock();
    }
  }

  /**
   * Whether the image declares volumes of its own, which each of its containers would leave behind.
   */
  boolean declaresVolumes() throws EngineException, InterruptedException {
    return connection.call(
        "looking at image '" + Printable.of(name) + "'",
        engine ->
            Optional.ofNullable(engine.inspectImageCmd(name).exec().getConfig())
                .map(config -> config.getVolumes() != null && !config.getVolumes().isEmpty())
                .orElse(false));
  }

  /** Whether the engine has the image; asks no registry. */
  boolean isThere() throws EngineException, InterruptedException {
    try {
      connection.call(
          "looking up image '" + Printable.of(name) + "'",
          engine -> engine.inspectImageCmd(name).exec());
      return true;
    } catch (EngineException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private void pull() throws EngineException, InterruptedException {
    try {
      connection.call(
          "pulling image '" + Printable.of(name) + "'",
          // the limit on single signs of life ends it much earlier when there is no registry
          Duration.ofHours(1),
          engine -> {
            PullImageCmd command = engine.pullImageCmd(name);
            // without a tag the engine pulls all there are
            if (!name.contains("@") && name.indexOf(':', name.lastIndexOf('/') + 1) < 0) {
              command.withTag("latest");
            }
            try (Pull pull = command.exec(new Pull())) {
              pull.awaitEnd(connection.limits().pull());
            }
            return true;
          });
    } catch (EngineException e) {
      pullFailure = e;
      throw noImage(e);
    }
  }

  private EngineException noImage(EngineException cause) {
    return new EngineException(
        Kind.NO_IMAGE,
        "the engine has no image '"
            + Printable.of(name)
            + "' and cannot pull it ("
            + cause.getMessage()
            + "): load one with 'docker pull' or 'docker load', name another with helper-image, or use"
            + " 'access: copy', which needs none",
        cause);
  }

  /** A pull that may take long as long as something happens. */
  private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
    private final AtomicLong lastSign = new AtomicLong(System.nanoTime());
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String error = "";
    private volatile @Nullable Throwable failure;

    @Override
    public void onNext(PullResponseItem item) {
      lastSign.set(System.nanoTime());
      if (item.getErrorDetail() != null && item.getErrorDetail().getMessage() != null) {
        error = item.getErrorDetail().getMessage();
      }
    }

    /** Keeps what is thrown; the inherited method would log it as an error. */
    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
      ended.countDown();
    }

    @Override
    public void onComplete() {
      ended.countDown();
    }

    void awaitEnd(Duration limit) throws InterruptedException, IOException {
      // the inherited wait would end the pull when its time is over
      while (!ended.await(100, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - lastSign.get() > limit.toNanos()) {
          throw new IOException("no answer from its registry within " + limit.toSeconds() + " s");
        }
      }
      Throwable thrown = failure;
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown != null || !error.isEmpty()) {
        throw new IOException(error.isEmpty() ? "the connection broke" : error, thrown);
      }
    }
  }
}
