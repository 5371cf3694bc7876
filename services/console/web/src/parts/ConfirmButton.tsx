import { Button, type ButtonProps, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../language/language.js';

interface ConfirmButtonProps extends Omit<ButtonProps, 'children'> {
  /** What it does, such as "Publish": the button and the question say it. */
  label: string;
  /** What follows from it. */
  why: string;
  onConfirm: () => void;
}

/** A button that asks before it acts. */
export function ConfirmButton({ label, why, onConfirm, ...button }: ConfirmButtonProps) {
  const { close, cancel } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        {...{ opened: isOpen, onClose: () => setOpen(false), title: label, lockScroll: false }}
        closeButtonProps={{ 'aria-label': close }}
      >
        <p>{why}</p>
        <div className="actions">
          <Button
            onClick={() => {
              setOpen(false);
              onConfirm();
            }}
          >
            {label}
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            {cancel}
          </Button>
        </div>
      </Modal>
    </>
  );
}
