import { execFile } from 'node:child_process';

/**
 * Asks NVIDIA's driver for some fields of each GPU.
 * @returns one row a GPU; none without such a GPU, or when the driver takes longer than 5 s.
 */
export function nvidiaSmi(fields: readonly string[]): Promise<string[][]> {
  return new Promise((resolve) => {
    execFile(
      'nvidia-smi',
      [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'],
      { timeout: 5000, windowsHide: true },
      (error, stdout) => {
        if (error) return resolve([]);
        const rows = stdout
          .trim()
          .split('\n')
          .filter((row) => row !== '');
        resolve(rows.map((row) => row.split(',').map((cell) => cell.trim())));
      },
    );
  });
}
