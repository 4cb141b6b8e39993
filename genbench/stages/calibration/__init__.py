"""Calibration: which fault does each metric see, and from which dose on?"""
