"""The written letters, by what they are about. Every word was written for this sample."""
