export const DISCLAIMER = "For information and education only. Not financial advice.";
