package io.holdfast.testkit;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes the host of a test when it is first asked for, and checks it when the test is over. */
final class HoldfastHostExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace HOSTS = Namespace.create(HoldfastHostExtension.class);

  /** The constructor's parameters belong to the test that the instance is made for. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Host.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          "a Host lives for one test: ask for it in the test, in @BeforeEach, or in the constructor"
              + " of a class with an instance per method");
    }
    boolean realFiles = realFiles(context);
    return context
        .getStore(HOSTS)
        .getOrComputeIfAbsent(
            Host.class, key -> realFiles ? Host.withRealFiles() : Host.inMemory(), Host.class);
  }

  /** What the annotation closest to the test says. */
  private static boolean realFiles(ExtensionContext context) {
    Optional<ExtensionContext> at = Optional.of(context);
    while (at.isPresent()) {
      Optional<HoldfastHost> found =
          AnnotationSupport.findAnnotation(at.get().getElement(), HoldfastHost.class);
      if (found.isPresent()) {
        return found.get().realFiles();
      }
      at = at.get().getParent();
    }
    return false;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Host host = context.getStore(HOSTS).remove(Host.class, Host.class);
    if (host != null) {
      host.close();
    }
  }
}
