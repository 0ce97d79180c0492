/** What a started hub tells whoever started it. */
export interface Started {
  readonly url: string;
  /** The API key, if this start made it. */
  readonly newKey: string | undefined;
  readonly signInLink: string | undefined;
}

/** The first line, said as soon as the hub serves. */
export function whereItRuns(url: string): string {
  return `\n  Trainyard is running at  ${url}\n`;
}

/** The lines that follow: how to sign in, and what to paste, for each generation of the Python clients. */
export function howToTrain({ url, newKey, signInLink }: Started): string {
  const key = newKey ?? 'YOUR_API_KEY';
  const lines = [
    ...(signInLink ? [`  Sign in (works once):    ${signInLink}`] : []),
    ...(newKey
      ? [`  Your API key:            ${newKey}   (shown this once; keep it)`]
      : [`  API keys:                ${url}/settings?tab=api+keys`]),
    '',
    '  Train with ultralytics up to 8.4.114, or with hub-sdk:',
    `    export ULTRALYTICS_HUB_API=${url} ULTRALYTICS_HUB_WEB=${url}`,
    `    export ULTRALYTICS_PLATFORM_URL=${url}`,
    `    yolo login ${key}`,
    `    yolo train model=${url}/models/MODEL_ID`,
    '',
    '  Train with ultralytics 8.4.3 and later:',
    `    export ULTRALYTICS_PLATFORM_URL=${url} ULTRALYTICS_API_KEY=${key}`,
    '    yolo train model=yolo11n.yaml data=coco8.yaml project=my-project name=my-model',
    '',
    '  Stop with Ctrl-C.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
