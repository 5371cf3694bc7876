/** Meanings of variables that tools, tests and native code read, and that no schema of a service has. */
export const OTHER_VARIABLES: Readonly<Record<string, string>> = {
  STARS_CACHE: 'Folder of downloads, which all clones of one user share. Default: `~/.cache/stars`.',
  STARS_API_KEY: 'API key with which `./stars recommend` and `./stars export --address` call a server.',
  STARS_JAVA_HOME:
    'Java for the Kafka and Elasticsearch of `./stars stack up` and of tests. Default: one of 21 or newer on this machine, else one is downloaded.',
  STARS_CHROMIUM:
    'Path of the Chromium for tests of the web page. Default: one on this machine, else one is installed.',
  STARS_TEST_KAFKA: 'Address of a Kafka that tests use. Default: tests start one.',
  STARS_TEST_REDIS: 'URL of a Redis that tests use. Default: tests start one.',
  STARS_TEST_ELASTICSEARCH: 'URL of an Elasticsearch that tests use. Default: tests start one.',
  QDRANT_URL:
    'URL of a Qdrant that tests and `./stars stack` use. Default: tests start one if Docker answers, else they are skipped.',
  QDRANT_API_KEY: 'API key of this Qdrant.',
  STARS_TEST_SERVERS: 'How tests start servers: `native` or `docker`. Default: `docker` if a Docker engine answers.',
  STARS_REQUIRE_SERVERS:
    'Servers, separated by commas, and `strace`: without them, tests fail instead of being skipped.',
  STARS_SERVERS_REPORT: 'Path of a file to which tests write which servers they used.',
  STARS_README_DATA:
    'Data folder of the tests that run the commands of the README. It is kept afterwards. Default: a new one.',
  STARS_TEST_S3: 'URL of an object storage with the API of S3 that tests use. Default: tests start one.',
  STARS_TEST_ALL: 'If it is set, long tests run too, and all have their full length: `./stars test --all` sets it.',
  STARS_FUZZ_CASES: 'How many cases the fuzz has: `./stars test fuzz --cases` sets it. Default: 1500.',
  STARS_FUZZ_SEED: 'Seed of the fuzz: `./stars test fuzz --seed` sets it. Default: 1.',
  STARS_TEST_SEED: 'Seed of tests that stop a process at random moments.',
  STARS_ROOT: 'Folder of the sources: `./stars` sets it.',
  STARS_SANITISED: 'Folder of native code with sanitisers: the test of native code sets it.',
  STARS_SANITISED_LOADED: 'File that lists which of it was loaded.',
};
