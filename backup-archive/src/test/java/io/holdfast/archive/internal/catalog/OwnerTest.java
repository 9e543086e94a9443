package io.holdfast.archive.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who wrote a file in the destination, as its name tells. */
final class OwnerTest {

  @Test
  void comesBack() {
    Owner owner = Owner.current();
    assertThat(Owner.parse(owner.toString())).contains(owner);
    assertThat(owner.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(Owner.hostName()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host-0a1b2c3d",
        "host-0a1b2c3d-",
        "host-0a1b2c3-1",
        "host-0A1B2C3D-1",
        "ho/st-0a1b2c3d-1",
        "host-0a1b2c3d-1234567890123456789",
      })
  void isNotGuessed(String text) {
    assertThat(Owner.parse(text)).isEmpty();
  }

  /** A container has a name of its own, a machine that was started anew another boot. */
  @ParameterizedTest
  @CsvSource({
    "a,0a1b2c3d,a,0a1b2c3d,true",
    "a,0a1b2c3d,a,11111111,true",
    "a,0a1b2c3d,b,0a1b2c3d,true",
    "a,0a1b2c3d,b,11111111,false",
    "a,00000000,b,00000000,false",
    "a,00000000,a,00000000,true",
  })
  void sharesLocksOnOneKernelOnly(
      String host, String boot, String otherHost, String otherBoot, boolean shared) {
    Owner one = new Owner(host, boot, 1);
    Owner other = new Owner(otherHost, otherBoot, 2);
    assertThat(one.sharesLocksWith(other)).isEqualTo(shared);
    assertThat(other.sharesLocksWith(one)).isEqualTo(shared);
  }
}
