import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * What a dialog is given to be open while it is wanted. It opens and closes before the next key is heard, and its own late
 * word that it was closed does not close what was opened since.
 */
export function useModal(isOpen: boolean, close: () => void) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return {
    ref: dialog,
    onCancel: (event: Event) => {
      event.preventDefault();
      close();
    },
    onClose: () => {
      if (dialog.current?.open !== true) close();
    },
  };
}
