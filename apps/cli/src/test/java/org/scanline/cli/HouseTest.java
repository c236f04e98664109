package org.scanline.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.PrintStream;
import java.net.URL;
import java.util.stream.Stream;

/** The arrows of the house: who may know whom. */
@AnalyzeClasses(
    packages = "org.scanline",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ImportOption.DoNotIncludePackageInfos.class
    })
class HouseTest {
  private static final String[] LIBRARIES = {
    "org.scanline.backbones..",
    "org.scanline.audio..",
    "org.scanline.vision..",
    "org.scanline.datasets..",
    "org.scanline.jobs..",
    "org.scanline.separate..",
    "org.scanline.longimage.."
  };

  @ArchTest
  static final ArchRule arrowsRunDownwardsOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("backbones")
          .definedBy("org.scanline.backbones..")
          .layer("audio")
          .definedBy("org.scanline.audio..")
          .layer("vision")
          .definedBy("org.scanline.vision..")
          .layer("datasets")
          .definedBy("org.scanline.datasets..")
          .layer("jobs")
          .definedBy("org.scanline.jobs..")
          .layer("separate")
          .definedBy("org.scanline.separate..")
          .layer("longimage")
          .definedBy("org.scanline.longimage..")
          .layer("cli")
          .definedBy("org.scanline.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("separate")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("longimage")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("datasets")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("jobs")
          .mayOnlyBeAccessedByLayers("separate", "longimage", "cli")
          .whereLayer("vision")
          .mayOnlyBeAccessedByLayers("jobs", "longimage", "datasets", "cli")
          .whereLayer("audio")
          .mayOnlyBeAccessedByLayers("jobs", "separate", "datasets", "cli");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsPicocli =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARIES)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule theEngineStaysBelowTheApps =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.scanline.jobs..", "org.scanline.separate..", "org.scanline.longimage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule librariesNeverEndTheProcess =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARIES)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule librariesNeverPrint =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARIES)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace", PrintStream.class);

  @ArchTest
  static final ArchRule onlyTheDownloadOfAModelKnowsTheNetwork =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.scanline.backbones.store.Download")
          .and()
          .doNotHaveFullyQualifiedName("org.scanline.backbones.store.Transfer")
          .and()
          .doNotHaveFullyQualifiedName("org.scanline.backbones.store.BodyQueue")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "javax.net..", "java.rmi..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.net\\.(.*Socket.*|.*URLConnection|URLClassLoader|InetAddress)"
                  + "|java\\.nio\\.channels\\..*(Socket|Datagram).*");

  @ArchTest
  static final ArchRule onlyTheInstallCommandDownloads =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.scanline.cli.ModelsInstallCommand")
          .and()
          .resideOutsideOfPackage("org.scanline.backbones.store..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.scanline.backbones.store.Download");

  @ArchTest
  static final ArchRule onlyTheListOfBundledModelsOpensAnAddressAndThatIsOnTheClassPath =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.scanline.backbones.model.BundledFiles")
          .should()
          .callMethod(URL.class, "openStream")
          .orShould()
          .callMethod(URL.class, "openConnection");

  @ArchTest
  static final ArchRule audioShowsNoEngineType =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAnyPackage("org.scanline.audio..")
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat(
              not(
                  resideInAnyPackage(
                      "org.scanline.audio.separation.net..",
                      "org.scanline.audio.separation.published..")))
          .should(haveNoTypeOf("ai.djl"))
          .allowEmptyShould(true);

  @ArchTest static final ArchRule namesSayWhatAClassIs = noClasses().should(haveAnEmptyName());

  private static ArchCondition<JavaClass> haveAnEmptyName() {
    return new ArchCondition<>("be called Manager, Helper, Util, Impl, Data or Process") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean empty = item.getSimpleName().matches(".*(Manager|Helper|Utils?|Impl|Data|Process)");
        events.add(new SimpleConditionEvent(item, empty, item.getName()));
      }
    };
  }

  private static ArchCondition<JavaMethod> haveNoTypeOf(String packagePrefix) {
    return new ArchCondition<>("have no type of " + packagePrefix) {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean clean =
            Stream.concat(
                    Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                .noneMatch(type -> type.getPackageName().startsWith(packagePrefix));
        events.add(new SimpleConditionEvent(method, clean, method.getFullName()));
      }
    };
  }
}
