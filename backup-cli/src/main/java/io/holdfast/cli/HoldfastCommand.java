package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.LockedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command: runs, and turns whatever goes wrong into a message and an exit code. */
abstract class HoldfastCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Spec private CommandSpec spec;

  HoldfastCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Does the work. The session is closed by the caller. */
  abstract ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException;

  @Override
  public final Integer call() {
    Console console = new Console(invocation, options());
    ExitCode code;
    try (Session session = new Session(invocation, options(), console)) {
      code = execute(session);
    } catch (ConfigurationException e) {
      code = failed(console, ExitCode.USAGE, e, Documents.problems(e));
    } catch (UsageException e) {
      code = failed(console, ExitCode.USAGE, e, Map.of());
    } catch (BackupException e) {
      code = failed(console, codeOf(e), e, Map.of());
    } catch (InterruptedException e) {
      code = failed(console, invocation.interruption().get(), e, Map.of());
    } catch (RuntimeException e) {
      code = failed(console, ExitCode.FAILED, e, Map.of());
    }
    boolean heard = console.finish();
    return (heard || code != ExitCode.OK ? code : unheard()).number();
  }

  /** The exit code where all went well, but the output that says so was lost. */
  ExitCode unheard() {
    return ExitCode.FAILED;
  }

  /** The exit code of a command that an exception ended. */
  static ExitCode codeOf(BackupException e) {
    if (e instanceof LockedException) {
      return ExitCode.LOCKED;
    }
    return e instanceof ArchiveException ? ExitCode.NOT_VERIFIED : ExitCode.FAILED;
  }

  private CommonOptions options() {
    return ((RootCommand) spec.root().userObject()).options();
  }

  private ExitCode failed(
      Console console, ExitCode code, Exception e, Map<String, Object> details) {
    String message = message(e);
    message.lines().map(line -> "holdfast: " + line).forEach(console::error);
    if (options().stacktrace) {
      ByteArrayOutputStream trace = new ByteArrayOutputStream();
      try (PrintableStream lines = new PrintableStream(trace)) {
        e.printStackTrace(lines);
      }
      trace.toString(StandardCharsets.UTF_8).lines().forEach(console::error);
    }
    console.document(Documents.error(message, code, details), code);
    return code;
  }

  private String message(Exception e) {
    if (e instanceof InterruptedException) {
      return "interrupted; what was begun has been cleaned up";
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof RuntimeException) {
      String more = options().stacktrace ? "" : "; --stacktrace shows where";
      return "this is a bug in holdfast: " + e.getClass().getSimpleName() + ": " + message + more;
    }
    return message;
  }
}
