package io.holdfast.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.holdfast.core.BackupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Holds the architecture: who may use whom and what. All modules are on this one's class path. */
@AnalyzeClasses(packages = "io.holdfast", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String CORE = "io.holdfast.core..";
  private static final String ARCHIVE = "io.holdfast.archive..";
  private static final String METRICS = "io.holdfast.archive.metrics..";
  private static final String DOCKER = "io.holdfast.docker..";
  private static final String CLI = "io.holdfast.cli..";
  private static final String TESTKIT = "io.holdfast.testkit..";

  /** The packages that the outside sees of modules that hide the rest. */
  private static final String[] DOORS = {"io.holdfast.archive", "io.holdfast.docker"};

  // Modules

  @ArchTest
  static final ArchRule coreStandsAlone =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(CORE, "java..", "org.jspecify.annotations..", "org.slf4j..");

  @ArchTest static final ArchRule archiveKnowsCoreOnly = module(ARCHIVE, DOCKER, CLI, TESTKIT);

  @ArchTest static final ArchRule dockerKnowsCoreOnly = module(DOCKER, ARCHIVE, CLI, TESTKIT);

  @ArchTest static final ArchRule testkitKnowsCoreOnly = module(TESTKIT, ARCHIVE, DOCKER, CLI);

  @ArchTest static final ArchRule commandLineLeavesTheTestkitToTests = module(CLI, TESTKIT);

  @ArchTest
  static final ArchRule internalsStayInTheirModule =
      classes()
          .should(
              new ArchCondition<>("use internals of their own module only") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  type.getDirectDependenciesFromSelf().stream()
                      .filter(use -> use.getTargetClass().getPackageName().contains(".internal"))
                      .filter(use -> !module(use.getTargetClass()).equals(module(type)))
                      .forEach(
                          use ->
                              events.add(SimpleConditionEvent.violated(use, use.getDescription())));
                }
              });

  @ArchTest
  static final ArchRule archivesAreReachedThroughTheirDoors =
      noClasses()
          .that()
          .resideOutsideOfPackage(ARCHIVE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.holdfast.archive.*..");

  @ArchTest
  static final ArchRule enginesAreReachedThroughTheirDoor =
      noClasses()
          .that()
          .resideOutsideOfPackage(DOCKER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.holdfast.docker.*..");

  // Packages

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.holdfast.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes()
          .should(
              new ArchCondition<>("reside in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  events.add(
                      new SimpleConditionEvent(
                          type,
                          type.getPackage().isAnnotatedWith(NullMarked.class),
                          type.getPackageName() + " is not @NullMarked"));
                }
              });

  // Libraries

  @ArchTest static final ArchRule dockerJavaStaysInDocker = only("com.github.dockerjava..", DOCKER);

  @ArchTest
  static final ArchRule commonsCompressStaysInArchive =
      only("org.apache.commons.compress..", ARCHIVE);

  @ArchTest static final ArchRule jnaStaysInArchive = only("com.sun.jna..", ARCHIVE);

  /** It is not on everybody's class path: nothing else of the archive may lead to this package. */
  @ArchTest static final ArchRule micrometerStaysInMetrics = only("io.micrometer..", METRICS);

  @ArchTest
  static final ArchRule nothingLeadsToMetrics =
      noClasses()
          .that()
          .resideOutsideOfPackage(METRICS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(METRICS);

  @ArchTest static final ArchRule picocliStaysInTheCommandLine = only("picocli..", CLI);

  @ArchTest static final ArchRule yamlStaysInTheCommandLine = only("org.snakeyaml..", CLI);

  @ArchTest static final ArchRule logsGoThroughSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule coreTouchesNoFile =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.nio\\.file\\.(Files|FileStore|WatchService)"
                  + "|java\\.nio\\.channels\\.(Asynchronous)?FileChannel"
                  + "|java\\.io\\.(File.*|RandomAccessFile)");

  // Life in somebody's JVM

  @ArchTest
  static final ArchRule nothingIsStaticAndChanges =
      fields().that().areStatic().and(not(modifier(JavaModifier.SYNTHETIC))).should().beFinal();

  @ArchTest
  static final ArchRule onlyTheCommandLineEndsTheProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .callMethodWhere(
              target(owner(assignableTo(System.class).or(assignableTo(Runtime.class))))
                  .and(target(nameMatching("exit|halt|addShutdownHook"))));

  // Security

  /** No value from a configuration or from an engine can reach a shell where none is started. */
  @ArchTest
  static final ArchRule nobodyStartsAProgram =
      noClasses()
          .that(not(resideInAPackage(TESTKIT)))
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class, Process.class)
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(Runtime.class))).and(target(nameMatching("exec"))));

  /** The C library is bound function by function: none of those that start programs. */
  @ArchTest
  static final ArchRule nobodyStartsAProgramThroughTheCLibrary =
      methods()
          .that()
          .haveModifier(JavaModifier.NATIVE)
          .should()
          .haveNameNotMatching("system|popen|v?fork|clone.*|exec.*|posix_spawnp?|dlopen");

  /** Programs of helpers are constants of these two classes. */
  @ArchTest
  static final ArchRule onlyReadersOfVolumesRunHelpers =
      noClasses()
          .that(not(nameMatching("io\\.holdfast\\.docker\\.(VolumeExport|VolumeSizes)(\\$.*)?")))
          .should()
          .callMethodWhere(
              target(owner(nameMatching(".*\\.HelperRun"))).and(target(nameMatching("start"))));

  /** What a helper container runs: fixed words, never a shell that would read them. */
  @ArchTest
  static final ArchRule onlyHelpersGiveCommandsToContainers =
      noClasses()
          .that()
          .doNotHaveSimpleName("HelperContainer")
          .should()
          .callMethodWhere(target(nameMatching("withCmd|withEntrypoint|execCreateCmd")));

  /** Trouble with a source costs a source, trouble with the destination the run. */
  @ArchTest
  static final ArchRule kindsOfTroubleAreApart =
      classes()
          .that()
          .areAssignableTo(BackupException.class)
          .and()
          .doNotBelongToAnyOf(BackupException.class)
          .should()
          .beAssignableTo(BackupException.class)
          .andShould()
          .haveModifier(JavaModifier.FINAL)
          .andShould(
              new ArchCondition<>("extend BackupException itself, and no IOException") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  events.add(
                      new SimpleConditionEvent(
                          type,
                          type.getRawSuperclass()
                              .filter(above -> above.isEquivalentTo(BackupException.class))
                              .isPresent(),
                          type.getName() + " can be caught as another kind of trouble"));
                }
              });

  /** A catch of all kinds would make one of the other; where it stands, it only reports. */
  @ArchTest
  static final ArchRule captureCatchesNoDestination =
      codeUnits()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(
              "io.holdfast.archive.internal.tree", "io.holdfast.archive.internal.write")
          .should(
              new ArchCondition<JavaCodeUnit>("catch no BackupException as such") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                  unit.getTryCatchBlocks()
                      .forEach(
                          block ->
                              events.add(
                                  new SimpleConditionEvent(
                                      unit,
                                      block.getCaughtThrowables().stream()
                                          .noneMatch(t -> t.isEquivalentTo(BackupException.class)),
                                      unit.getFullName() + " catches all kinds of trouble")));
                }
              });

  // Signatures

  @ArchTest
  static final ArchRule methodsShowNoLibrary =
      codeUnits()
          .that(areApi())
          .should(
              new ArchCondition<JavaCodeUnit>("take and return types of the JDK and of Holdfast") {
                @Override
                public void check(JavaCodeUnit method, ConditionEvents events) {
                  shownBy(method).forEach(type -> checkShown(method, type, events));
                }
              });

  @ArchTest
  static final ArchRule methodsOfDoorsShowNothingBehindThem =
      codeUnits()
          .that(areShownBy(resideInAnyPackage(DOORS)))
          .should(
              new ArchCondition<JavaCodeUnit>("take and return types of the JDK, core and doors") {
                @Override
                public void check(JavaCodeUnit method, ConditionEvents events) {
                  shownBy(method)
                      .forEach(
                          type ->
                              checkShown(method, type, events, "java..", CORE, DOORS[0], DOORS[1]));
                }
              });

  @ArchTest
  static final ArchRule methodsOfTheTestkitShowLibrariesOfTestsOnly =
      codeUnits()
          .that(areShownBy(resideInAPackage(TESTKIT)))
          .should(
              new ArchCondition<JavaCodeUnit>("show types of tests and of core") {
                @Override
                public void check(JavaCodeUnit method, ConditionEvents events) {
                  shownBy(method)
                      .forEach(
                          type ->
                              checkShown(
                                  method,
                                  type,
                                  events,
                                  "java..",
                                  CORE,
                                  TESTKIT,
                                  "org.assertj..",
                                  "org.junit..",
                                  "com.google.common.jimfs.."));
                }
              });

  @ArchTest
  static final ArchRule exceptionsHaveOneRoot =
      classes()
          .that()
          .resideInAnyPackage(CORE, DOORS[0], DOORS[1])
          .and()
          .arePublic()
          .and()
          .areAssignableTo(Throwable.class)
          .should()
          .beAssignableTo(BackupException.class);

  @ArchTest
  static final ArchRule methodsThrowNothingElse =
      codeUnits()
          .that(areShownBy(resideInAnyPackage(CORE).or(resideInAnyPackage(DOORS))))
          .should(
              new ArchCondition<JavaCodeUnit>(
                  "throw a BackupException, or what interrupts or streams bring") {
                @Override
                public void check(JavaCodeUnit method, ConditionEvents events) {
                  method.getExceptionTypes().stream()
                      .filter(type -> !type.isAssignableTo(BackupException.class))
                      .filter(type -> !type.isEquivalentTo(InterruptedException.class))
                      .filter(type -> !type.isEquivalentTo(IOException.class))
                      .forEach(
                          type ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      method, method.getFullName() + " throws " + type.getName())));
                }
              });

  @ArchTest
  static final ArchRule publicTypesAreOnThePageOfTheApi =
      classes()
          .that()
          .resideInAnyPackage(CORE, ARCHIVE, DOCKER, TESTKIT)
          .and()
          .resideOutsideOfPackage("..internal..")
          .and()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should(
              new ArchCondition<>("be named in the section 'The API' of ARCHITECTURE.md") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  events.add(
                      new SimpleConditionEvent(
                          type,
                          page().contains("`" + type.getSimpleName() + "`"),
                          type.getName() + " is not on the page"));
                }
              });

  @ArchTest
  static final ArchRule fieldsShowNoLibrary =
      fields()
          .that(areApi())
          .should(
              new ArchCondition<JavaField>("be of types of the JDK and of Holdfast") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                  checkShown(field, field.getType(), events);
                }
              });

  private static ArchRule module(String module, String... unknown) {
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(unknown)
        .allowEmptyShould(true);
  }

  private static String module(JavaClass type) {
    return type.getPackageName().split("\\.", 4)[2];
  }

  private static ArchRule only(String library, String module) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  /** What users of the libraries can see. Only metrics may show a library, Micrometer. */
  private static DescribedPredicate<JavaMember> areApi() {
    return areShownBy(
        resideInAnyPackage(CORE, ARCHIVE, DOCKER)
            .and(not(resideInAnyPackage("..internal..", METRICS))));
  }

  private static DescribedPredicate<JavaMember> areShownBy(DescribedPredicate<JavaClass> owners) {
    return new DescribedPredicate<>("are shown by classes that " + owners.getDescription()) {
      @Override
      public boolean test(JavaMember member) {
        return owners.test(member.getOwner())
            && isShown(member.getModifiers())
            && Stream.iterate(
                    member.getOwner(),
                    type -> type != null,
                    type -> type.getEnclosingClass().orElse(null))
                .allMatch(type -> isShown(type.getModifiers()));
      }
    };
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaType> shownBy(JavaCodeUnit method) {
    return Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream());
  }

  private static void checkShown(JavaMember member, JavaType type, ConditionEvents events) {
    checkShown(member, type, events, "java..", "io.holdfast..");
  }

  private static void checkShown(
      JavaMember member, JavaType type, ConditionEvents events, String... allowed) {
    Set<JavaClass> foreign =
        type.getAllInvolvedRawTypes().stream()
            .map(JavaClass::getBaseComponentType)
            .filter(raw -> !raw.isPrimitive())
            .filter(not(resideInAnyPackage(allowed)))
            .collect(Collectors.toSet());
    events.add(
        new SimpleConditionEvent(
            member, foreign.isEmpty(), member.getFullName() + " shows " + foreign));
  }

  private static String page() {
    try {
      String text = Files.readString(Path.of("..", "ARCHITECTURE.md"));
      int from = text.indexOf("### The API");
      return text.substring(from, text.indexOf("\n## ", from));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
