// Voila's front end insists on MathJax and would fetch it from outside. No notebook has formulas, so this stands in.
window.MathJax = { Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } } };
