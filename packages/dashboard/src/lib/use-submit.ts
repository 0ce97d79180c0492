import { type FormEvent, useState } from 'react';

/**
 * A form that is sent by `work`. What is typed stays where `work` throws, and is cleared once it
 * has succeeded. (React's own form actions clear it either way, unless the page breaks.)
 */
export function useSubmit(work: (form: FormData) => unknown) {
  const [error, setError] = useState<unknown>();
  const submit = async (element: HTMLFormElement) => {
    setError(undefined);
    try {
      await work(new FormData(element));
      element.reset();
    } catch (thrown) {
      setError(thrown);
    }
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit(event.currentTarget);
  };
  return { error, onSubmit };
}
