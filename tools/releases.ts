import type { ToolName } from "./pins";

/** An official release that can be downloaded instead of building the tool. */
export interface Release {
  /** A go.mod that pins another version makes this entry unused until its version and checksums follow. */
  version: string;
  /** {version}, {os} and {arch} stand for what they say, here and in `member`. */
  url: string;
  /** The program in the archive; without it, what is downloaded is the program. */
  member?: string;
  /** Of what is downloaded, by `<os>-<arch>`. A platform that is not here builds the tool. */
  sha256: Partial<Record<string, string>>;
}

const prometheus = {
  version: "3.15.0",
  url: "https://github.com/prometheus/prometheus/releases/download/v{version}/prometheus-{version}.{os}-{arch}.tar.gz",
  sha256: {
    "linux-amd64": "2a542df32eac02ee17b9d844fb2aa1de00dafa5476579ba8a3ba862e9d572ea0",
    "linux-arm64": "f1f90ec08e849d494ca66c611470afc50192f0355f1a61c33f2cbde02d067823",
    "darwin-arm64": "920df4d17e78b3b0175af144eb318b0c74d1cf7b1d1251b326966f0e81977260",
  },
};

/**
 * Each checksum is one that at least two independent public repositories pin for that file. For alertmanager and
 * amtool 0.34.2, etcd 3.6.16, Kubernetes 1.36.3's servers and prometheus-operator 0.93.1 none was found; a checksum is
 * not taken from the host it is to check, so those are built from their modules, which go.sum checks.
 */
export const releases: Partial<Record<ToolName, Release>> = {
  promtool: { ...prometheus, member: "prometheus-{version}.{os}-{arch}/promtool" },
  prometheus: { ...prometheus, member: "prometheus-{version}.{os}-{arch}/prometheus" },
  actionlint: {
    version: "1.7.12",
    url: "https://github.com/rhysd/actionlint/releases/download/v{version}/actionlint_{version}_{os}_{arch}.tar.gz",
    member: "actionlint",
    sha256: {
      "linux-amd64": "8aca8db96f1b94770f1b0d72b6dddcb1ebb8123cb3712530b08cc387b349a3d8",
      "linux-arm64": "325e971b6ba9bfa504672e29be93c24981eeb1c07576d730e9f7c8805afff0c6",
      "darwin-arm64": "aba9ced2dee8d27fecca3dc7feb1a7f9a52caefa1eb46f3271ea66b6e0e6953f",
    },
  },
  helm: {
    version: "3.22.0",
    url: "https://get.helm.sh/helm-v{version}-{os}-{arch}.tar.gz",
    member: "{os}-{arch}/helm",
    sha256: {
      "linux-amd64": "1e4ab49e429626cf6c6958d914248b78c9730803c2751b87627e171dc800e7bb",
      "linux-arm64": "f14e804dfee240f55525b667488fe9adca349e63e00c9af634c0beb1421ac310",
      "darwin-arm64": "4c9982a6cdeb458b60258df66b55398ca5b19293f6877faffe2909ad6f23dfe0",
    },
  },
  kwok: {
    version: "0.8.0",
    url: "https://github.com/kubernetes-sigs/kwok/releases/download/v{version}/kwok-{os}-{arch}",
    sha256: {
      "linux-amd64": "f5a4385a2ae1b9dd7f8acae18e002a75c0ebba124ae9d7259aa8dadb50711f46",
      "linux-arm64": "628f7d277860f524a2a775c217adcc58828e7b59ab0933680315784f1b8b0e37",
      "darwin-arm64": "69a064ec98d37844d9d742b5b28ff57825659a983ccc3e208daa6948b94d64ba",
    },
  },
};
