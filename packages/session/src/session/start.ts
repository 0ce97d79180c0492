/** Arguments for the trainer, by name. */
export type TrainArgs = Readonly<Record<string, unknown>>;

/** What the trainer is to do, as found when the session was opened. */
export type Start =
  | {
      /** The model is trained already: nothing is left to do but use it. */
      readonly kind: 'trained';
      /** Path of its best weights, verified. */
      readonly weights: string;
    }
  | {
      /** An earlier attempt left a checkpoint to go on from. */
      readonly kind: 'resume';
      /** Path of the last checkpoint, verified. */
      readonly checkpoint: string;
      /** Epochs completed so far, where the hub says so. */
      readonly epochsDone: number | null;
      /** The model's arguments, with `resume: true`. */
      readonly trainArgs: TrainArgs;
    }
  | {
      /**
       * The hub could not be asked; only with `whenUnreachable: 'spool'`, of a model that it has.
       * What to train is for the trainer to know.
       */
      readonly kind: 'offline';
      /** As given to `openSession`. */
      readonly trainArgs: TrainArgs;
    }
  | {
      readonly kind: 'new';
      /** Pretrained weights (`yolov8n.pt`) or an architecture (`yolov8n.yaml`) to begin with. */
      readonly model: string;
      readonly trainArgs: TrainArgs;
    };
