const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** How much of an archive the hub is willing to read. All sizes are bytes. */
export interface ArchiveLimits {
  /** Entries in the archive, folders included. Code `too_many_entries`. Default 1,000,000. */
  readonly maxEntries: number;
  /** Distinct folders, implied ones included. Code `too_many_entries`. Default 200,000. */
  readonly maxFolders: number;
  /** Size of the zip's directory, which is what bounds memory. Code `too_many_entries`. Default 256 MiB. */
  readonly maxDirectoryBytes: number;
  /** Length of one name as UTF-8. Code `name_too_long`. Default 1,024; a part between slashes may have 255. */
  readonly maxNameBytes: number;
  /** Unpacked size of one entry. Code `entry_too_large`. Default 2 GiB. */
  readonly maxEntryBytes: number;
  /** Unpacked size of all entries together. Code `total_too_large`. Default 256 GiB. */
  readonly maxTotalBytes: number;
  /** Unpacked over packed size of one entry. Code `entry_ratio`. Default 200. */
  readonly maxRatio: number;
  /** Entries that unpack to no more than this are exempt from `maxRatio`: blank images pack well. Default 16 MiB. */
  readonly ratioFloorBytes: number;
  /** Size of the dataset's YAML. Code `yaml_too_large`. Default 1 MiB. */
  readonly maxYamlBytes: number;
  /** Size of one label file. Code `label_too_large`. Default 4 MiB. */
  readonly maxLabelBytes: number;
  /** Size of a .txt that lists the images of a split. Code `list_too_large`. Default 256 MiB. */
  readonly maxListBytes: number;
  /** Classes in a dataset. Code `names_invalid`. Default 65,536. */
  readonly maxClasses: number;
  /** Problems kept word for word in a summary; the rest are only counted. Default 100. */
  readonly maxProblems: number;
}

/** The limits that hold where the caller gives none. */
export const defaultArchiveLimits: ArchiveLimits = {
  maxEntries: 1_000_000,
  maxFolders: 200_000,
  maxDirectoryBytes: 256 * MiB,
  maxNameBytes: 1024,
  maxEntryBytes: 2 * GiB,
  maxTotalBytes: 256 * GiB,
  maxRatio: 200,
  ratioFloorBytes: 16 * MiB,
  maxYamlBytes: MiB,
  maxLabelBytes: 4 * MiB,
  maxListBytes: 256 * MiB,
  maxClasses: 65_536,
  maxProblems: 100,
};
