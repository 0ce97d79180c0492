/**
 * Every reason for which a dataset archive is refused: a stable code, and the sentence that says
 * what to do. A more precise sentence about the case at hand may stand before it.
 */
export const DATASET_REFUSALS = {
  archive_not_zip: 'This is not a zip archive. Pack the dataset folder as .zip and upload that.',
  archive_truncated:
    'The zip archive ends too early, as when an upload or a copy was cut. Upload it again.',
  archive_damaged:
    "The zip archive's directory contradicts itself. Pack the dataset again with a current zip tool.",
  archive_split: 'This is one part of a split archive. Pack the dataset as a single .zip.',
  archive_empty: 'The archive holds no files. Pack the dataset folder with its images.',
  too_many_entries:
    'The archive holds more than this hub reads. Split the dataset, or ask the operator for a higher limit.',
  name_traversal:
    'The name leads out of the archive. Pack the dataset folder itself, without ".." in any name.',
  name_backslash:
    'The name holds a backslash. Pack with a tool that writes forward slashes between folders.',
  name_absolute:
    'The name is absolute. Pack the dataset folder itself, so that names are relative to it.',
  name_invalid:
    'The name is empty, or holds control characters or broken UTF-8. Rename the file and pack again.',
  name_too_long: 'The name is too long for common file systems. Shorten it and pack again.',
  name_duplicate:
    'The same name (upper and lower case count as equal) stands twice in the archive. Keep one and pack again.',
  entry_link:
    'This is a symbolic link. Pack the file that it points to instead (zip does so without -y).',
  entry_special: 'This is neither a file nor a folder. Leave it out and pack again.',
  entry_encrypted: 'The entry is encrypted. Pack the dataset without a password.',
  entry_compression:
    'The entry is packed by a method that the Python client cannot be relied on to read. Pack with "store" or "deflate".',
  entry_damaged: 'The entry does not unpack to what the directory says. Pack the dataset again.',
  entry_too_large: 'The entry unpacks to more than this hub allows for one file. Leave it out.',
  entry_ratio:
    'The entry unpacks to suspiciously more than it takes, like a zip bomb. Pack without it, or with "store".',
  entries_overlap:
    'Two entries share the same bytes, like in a zip bomb. Pack the dataset again with a current zip tool.',
  total_too_large:
    'The archive unpacks to more than this hub allows. Split the dataset, or ask the operator for a higher limit.',
  yaml_missing:
    'Put one dataset .yaml at the top, with train, val and names; or, for classification, the folders train/<class>/ and val/<class>/.',
  yaml_ambiguous: 'Keep one .yaml beside the images, or name one like the folder or the archive.',
  yaml_too_large:
    'A dataset .yaml is a short text. Keep only train, val, test, names and kpt_shape.',
  yaml_invalid: 'Correct the .yaml and pack again.',
  names_missing: 'Add "names" with one name for each class.',
  names_invalid: 'List the names in order, or number them from 0 without a gap.',
  names_count: 'Make "nc" and "names" agree, or leave "nc" out.',
  kpt_shape_missing: 'Add "kpt_shape: [keypoints, 2 or 3]" to the .yaml.',
  kpt_shape_invalid: 'Write it as "kpt_shape: [keypoints, 2 or 3]".',
  split_missing: 'Point "train" and "val" to folders inside the archive, relative to the .yaml.',
  images_missing:
    'Add images there (avif, bmp, dng, heic, heif, jp2, jpeg, jpg, mpo, pfm, png, tif, tiff or webp).',
  classes_missing: 'Put the images into one folder for each class: train/<class>/, val/<class>/.',
  label_garbage: 'This is not text. A label file holds one line of numbers for each object.',
  label_too_large: 'The label file is too large to be one. Leave it out.',
  list_too_large: 'The list of images is too large. Point the split to a folder instead.',
} as const;

/** A stable code of refusal. */
export type DatasetRefusalCode = keyof typeof DATASET_REFUSALS;

const MAX_FILE_CHARACTERS = 200;

/**
 * A dataset archive that the hub does not take. Nothing of it was unpacked or kept.
 */
export class DatasetRefused extends Error {
  override readonly name = 'DatasetRefused';
  readonly code: DatasetRefusalCode;
  /** The entry at fault, made printable and cut to 200 characters; null: the archive as a whole. */
  readonly file: string | null;
  /** What is wrong and what to do, in sentences. */
  readonly reason: string;

  /**
   * @param detail a sentence about this very case, put before the code's own sentence
   */
  constructor(
    code: DatasetRefusalCode,
    file: string | null = null,
    detail?: string,
    options?: { cause: unknown },
  ) {
    const shown = file === null ? null : printable(file);
    const reason =
      detail === undefined ? DATASET_REFUSALS[code] : `${detail} ${DATASET_REFUSALS[code]}`;
    super(shown === null ? reason : `${shown}: ${reason}`, options);
    this.code = code;
    this.file = shown;
    this.reason = reason;
  }
}

/** A text from an archive as it may stand in a message: no control characters, at most 200 characters. */
export function printable(text: string): string {
  const visible = text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');
  return visible.length > MAX_FILE_CHARACTERS
    ? `${visible.slice(0, MAX_FILE_CHARACTERS - 1)}…`
    : visible;
}
