/** A mount as callbacks after 2026-06 list it; older ones say only what `/` holds. */
interface Mount {
  readonly mount: string;
  readonly used_gb: number;
  readonly total_gb?: number;
}

/** Old callbacks count in powers of 1024, new ones and ours in powers of 1000. */
const GIB_IN_GB = 1024 ** 3 / 1e9;
const MIB_IN_MB = 1024 ** 2 / 1e6;

/**
 * A sample of the machine in the shape of the newest callback: `disk` a list of mounts in GB,
 * `disk_io` and `network` in MB/s. Callbacks before 2026-06 send one `disk` with its rates in it;
 * the contract's `system_metrics` spells some names otherwise (`memory`, `diskIo`).
 * @returns undefined when there is nothing in it: the callback sends `{}` or null when it fails.
 */
export function systemSampleFrom(value: unknown): Record<string, unknown> | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return undefined;
  const { memory, diskIo, ...sample } = value;
  if (sample['ram'] === undefined && memory !== undefined) sample['ram'] = memory;
  if (sample['disk_io'] === undefined && diskIo !== undefined) sample['disk_io'] = diskIo;
  return isObject(sample['disk']) ? fromOldDisk(sample, sample['disk']) : sample;
}

function fromOldDisk(
  sample: Record<string, unknown>,
  disk: Record<string, unknown>,
): Record<string, unknown> {
  const mount: Mount = { mount: '/', used_gb: scaled(disk['used_gb'], GIB_IN_GB) };
  const network = isObject(sample['network']) ? sample['network'] : undefined;
  return {
    ...sample,
    disk: [mount],
    disk_io: {
      read_mbs: scaled(disk['read_mbs'], MIB_IN_MB),
      write_mbs: scaled(disk['write_mbs'], MIB_IN_MB),
    },
    ...(network && {
      network: {
        recv_mbs: scaled(network['recv_mbs'], MIB_IN_MB),
        sent_mbs: scaled(network['sent_mbs'], MIB_IN_MB),
      },
    }),
  };
}

function scaled(value: unknown, factor: number): number {
  return typeof value === 'number' ? Math.round(value * factor * 1000) / 1000 : 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
